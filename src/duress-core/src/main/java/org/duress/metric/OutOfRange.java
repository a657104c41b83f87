package org.duress.metric;

/** How many values lie outside a range. */
public final class OutOfRange {
    /** Share of a range by which a value may lie outside: 4 of 256 grey levels, which nobody sees. */
    public static final double TOLERANCE = 1.0 / 64;

    private OutOfRange() {}

    /**
     * The share of one channel's values that lie outside a range by more than {@link #TOLERANCE} of it.
     *
     * @param values {@code [points, channels]}, at least one point
     * @param channel from 0
     * @param low end of the range
     * @param high end of the range, at least {@code low}
     * @return in [0, 1]
     */
    public static double share(float[] values, int channel, int channels, double low, double high) {
        double slack = TOLERANCE * (high - low);
        int outside = 0;
        for (int i = channel; i < values.length; i += channels) {
            outside += values[i] < low - slack || values[i] > high + slack ? 1 : 0;
        }
        int points = values.length / channels;
        return (double) outside / points;
    }
}
