package org.duress.base;

/** Values of several channels, {@code [points, channels]} row-major. */
public final class Channels {
    private Channels() {}

    /**
     * One channel alone.
     *
     * @param channel from 0
     * @param channels that the values have; of one the values themselves, not a copy
     */
    public static float[] one(float[] values, int channel, int channels) {
        if (channels == 1) {
            return values;
        }
        float[] own = new float[values.length / channels];
        for (int i = 0; i < own.length; i++) {
            own[i] = values[i * channels + channel];
        }
        return own;
    }
}
