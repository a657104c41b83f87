package org.duress.shift;

/**
 * Pixels of each plane that are a times as large, each the mean of what lies in it, brought back to the image's grid by
 * straight lines: MONAI's RandSimulateLowResolution, whose default zoom is 1 to 0.5, and TorchIO's RandomAnisotropy.
 */
final class Resolution implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "pixels # times as large",
            "times the pixel's own size",
            "MONAI RandSimulateLowResolution",
            1.15,
            1.3,
            1.6,
            2.2,
            3);

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        float[] rows = along(channel.values(), channel.columns(), 1, amount);
        return along(rows, channel.rows(), channel.columns(), amount);
    }

    private static float[] along(float[] values, int length, int stride, double factor) {
        int fewer = (int) Math.max(1, Math.round(length / factor));
        double ratio = (double) length / fewer;
        float[] out = new float[values.length];
        double[] coarse = new double[fewer];
        for (int p = 0; p < values.length; p++) {
            if (p / stride % length != 0) {
                continue;
            }
            for (int c = 0; c < fewer; c++) {
                coarse[c] = mean(values, p, stride, c * ratio, Math.min(length, (c + 1) * ratio));
            }
            for (int i = 0; i < length; i++) {
                out[p + i * stride] = (float) between(coarse, (i + 0.5) / ratio - 0.5);
            }
        }
        return out;
    }

    /** The mean of a line between two of its edges. */
    private static double mean(float[] values, int first, int stride, double from, double to) {
        double sum = 0;
        for (int i = (int) from; i < to; i++) {
            double share = Math.min(to, i + 1) - Math.max(from, i);
            sum += share * values[first + i * stride];
        }
        return sum / (to - from);
    }

    private static double between(double[] coarse, double place) {
        double at = Math.max(0, Math.min(coarse.length - 1, place));
        int left = (int) at;
        int right = Math.min(coarse.length - 1, left + 1);
        return coarse[left] + (at - left) * (coarse[right] - coarse[left]);
    }
}
