package org.duress.shift;

/** Images convolved with a Gaussian, axis after axis; beyond a border its last value is repeated. */
final class Smoothed {
    /** Deviations after which the kernel ends. */
    private static final double REACH = 4;

    private Smoothed() {}

    /**
     * The weights of a Gaussian from its middle to one side; with those of the other they add up to 1.
     *
     * @param deviation in points; 0 gives one weight
     */
    static double[] kernel(double deviation) {
        int reach = (int) Math.ceil(REACH * deviation);
        double[] weights = new double[reach + 1];
        double sum = 0;
        for (int i = 0; i <= reach; i++) {
            weights[i] = i == 0 ? 1 : Math.exp(-0.5 * i * i / (deviation * deviation));
            sum += i == 0 ? 1 : 2 * weights[i];
        }
        for (int i = 0; i <= reach; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** Along the rows and columns of each plane. */
    static float[] inPlanes(Channel channel, double millimetres) {
        float[] across = along(
                channel.values(),
                channel.columns(),
                1,
                millimetres / channel.lengths().column());
        return along(
                across,
                channel.rows(),
                channel.columns(),
                millimetres / channel.lengths().row());
    }

    /** The same, and along the planes. */
    static float[] everywhere(Channel channel, double millimetres) {
        float[] planes = inPlanes(channel, millimetres);
        return along(
                planes,
                channel.planes(),
                channel.rows() * channel.columns(),
                millimetres / channel.lengths().plane());
    }

    /**
     * Along one axis.
     *
     * @param length points along it
     * @param stride from one point to the next
     */
    private static float[] along(float[] values, int length, int stride, double deviation) {
        if (length == 1) {
            return values;
        }
        double[] weights = kernel(deviation);
        float[] out = new float[values.length];
        for (int p = 0; p < values.length; p++) {
            int at = p / stride % length;
            double sum = weights[0] * values[p];
            for (int i = 1; i < weights.length; i++) {
                int before = Math.max(0, at - i);
                int after = Math.min(length - 1, at + i);
                sum += weights[i] * (values[p + (before - at) * stride] + values[p + (after - at) * stride]);
            }
            out[p] = (float) sum;
        }
        return out;
    }
}
