package org.duress.shift;

/**
 * Each plane becomes the mean of a slab that is thicker by a than planes are apart: a plane counts as much as of it
 * lies in the slab. The planes stay where they are. Of a single plane nothing changes.
 */
final class Thickness implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "slices thicker by # mm",
            "mm beyond the distance of planes",
            "partial volume; class of TorchIO RandomAnisotropy",
            1,
            2,
            3,
            6,
            10);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        int planes = channel.planes();
        int each = channel.rows() * channel.columns();
        double half = (1 + amount / channel.lengths().plane()) / 2;
        float[] out = new float[channel.values().length];
        for (int z = 0; z < planes; z++) {
            double[] weights = weights(z, planes, half);
            int first = (int) Math.max(0, Math.ceil(z - half - 0.5));
            int last = (int) Math.min(planes - 1, Math.floor(z + half + 0.5));
            for (int p = 0; p < each; p++) {
                double sum = 0;
                for (int other = first; other <= last; other++) {
                    sum += weights[other] * channel.values()[other * each + p];
                }
                out[z * each + p] = (float) sum;
            }
        }
        return out;
    }

    /** What each plane counts in a slab of so many planes to each side; together 1. */
    private static double[] weights(int plane, int planes, double half) {
        double[] weights = new double[planes];
        double sum = 0;
        for (int other = 0; other < planes; other++) {
            double from = Math.max(other - 0.5, plane - half);
            double to = Math.min(other + 0.5, plane + half);
            weights[other] = Math.max(0, to - from);
            sum += weights[other];
        }
        for (int other = 0; other < planes; other++) {
            weights[other] /= sum;
        }
        return weights;
    }
}
