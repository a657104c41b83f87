package org.duress.dataset;

import org.duress.base.Channels;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;

/** Intensities as the cohort's files have them. */
final class OwnUnits {
    private OwnUnits() {}

    /**
     * One channel of an image, in its own units where they are known, in standard deviations of its subject elsewhere.
     *
     * @return {@code [grid]}
     */
    static float[] channel(Slice slice, int channel) {
        IntensityScale scale = slice.scales().get(channel);
        float[] values = Channels.one(slice.image(), channel, slice.channels());
        float[] own = new float[values.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = (float) (scale.mean() + scale.deviation() * values[i]);
        }
        return own;
    }

    /** Whether they are known of all channels. */
    static boolean known(Slice slice) {
        return slice.scales().stream().noneMatch(IntensityScale.NONE::equals);
    }
}
