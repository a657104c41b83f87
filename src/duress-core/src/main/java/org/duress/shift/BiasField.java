package org.duress.shift;

import java.util.Random;

/**
 * m exp(sum of c_ijk x^i y^j z^k over i + j + k at most 3), of the magnitude m, the intensity above the image's least;
 * x, y and z go from -1 to 1, each c is drawn evenly from -a to a: TorchIO's RandomBiasField (Van Leemput et al. 1999;
 * Sudre et al. 2017), whose default a is 0.5.
 */
final class BiasField implements IntensityShift {
    private static final Severities SEVERITIES = Severities.of(
            "a bias field with coefficients up to #",
            "largest coefficient",
            "TorchIO RandomBiasField; Van Leemput et al. 1999",
            0.1,
            0.2,
            0.3,
            0.5,
            0.7);

    private static final int ORDER = 3;

    /** Of all i, j and k. */
    private static final int COEFFICIENTS = 20;

    @Override
    public Severities severities() {
        return SEVERITIES;
    }

    @Override
    public float[] apply(Channel channel, double amount, Draws draws) {
        double[] coefficients = coefficients(draws.ofScan());
        double least = channel.least();
        return channel.each((value, z, y, x) -> least
                + (value - least)
                        * Math.exp(amount
                                * polynomial(
                                        coefficients,
                                        place(x, channel.columns()),
                                        place(y, channel.rows()),
                                        place(z, channel.planes()))));
    }

    private static double[] coefficients(Random random) {
        double[] drawn = new double[COEFFICIENTS];
        for (int n = 0; n < COEFFICIENTS; n++) {
            drawn[n] = 2 * random.nextDouble() - 1;
        }
        return drawn;
    }

    /** Of one of so many points along an axis: from -1 to 1, and 0 where there is but one. */
    private static double place(int point, int points) {
        return points == 1 ? 0 : 2.0 * point / (points - 1) - 1;
    }

    /**
     * The sum of c_ijk x^i y^j z^k.
     *
     * @param coefficients in the order of i, then j, then k
     */
    static double polynomial(double[] coefficients, double x, double y, double z) {
        double sum = 0;
        int n = 0;
        double ofX = 1;
        for (int i = 0; i <= ORDER; i++, ofX *= x) {
            double ofY = ofX;
            for (int j = 0; i + j <= ORDER; j++, ofY *= y) {
                double ofZ = ofY;
                for (int k = 0; i + j + k <= ORDER; k++, ofZ *= z) {
                    sum += coefficients[n++] * ofZ;
                }
            }
        }
        return sum;
    }
}
