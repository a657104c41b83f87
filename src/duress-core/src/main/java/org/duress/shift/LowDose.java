package org.duress.shift;

import java.util.Random;

/**
 * Gaussian noise of deviation a, in HU, smooth as a soft reconstruction kernel makes it. The noise of CT goes as one
 * over the root of the dose (Brooks and Di Chiro 1976): from 10 HU, which is usual for an abdomen, to 30 it is a ninth.
 */
final class LowDose implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "low-dose noise of # HU", "HU, standard deviation", "Brooks and Di Chiro 1976", 10, 20, 30, 50, 80);

    /** How smooth it is, in mm. */
    private static final double KERNEL = 0.7;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        Random random = draws.ofChannel(channel);
        float[] white = channel.each((value, z, y, x) -> random.nextGaussian());
        float[] smooth = Smoothed.inPlanes(channel.with(white), KERNEL);
        double height = channel.hounsfield(amount)
                / Math.sqrt(power(KERNEL / channel.lengths().column(), channel.columns())
                        * power(KERNEL / channel.lengths().row(), channel.rows()));
        float[] out = new float[smooth.length];
        for (int p = 0; p < out.length; p++) {
            out[p] = (float) (channel.values()[p] + height * smooth[p]);
        }
        return OwnRange.held(out, channel);
    }

    /** What is left of the variance of white noise after a kernel along an axis of so many points. */
    private static double power(double deviation, int points) {
        if (points == 1) {
            return 1;
        }
        double[] weights = Smoothed.kernel(deviation);
        double sum = weights[0] * weights[0];
        for (int i = 1; i < weights.length; i++) {
            sum += 2 * weights[i] * weights[i];
        }
        return sum;
    }
}
