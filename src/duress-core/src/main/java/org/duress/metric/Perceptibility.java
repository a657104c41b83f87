package org.duress.metric;

/**
 * How visible a perturbation is: p of equation 7 of Chen et al. 2019, value and gradient. Of images of several channels
 * it is the mean over all values, which is the mean of the channels' own.
 */
public final class Perceptibility {
    private Perceptibility() {}

    /**
     * Mean of |I_DV - I_0| over pixels and channels.
     *
     * @param clean I_0, in standard deviations of the subject; not empty
     * @param attacked I_DV, the same shape
     * @return p, at least 0, in standard deviations of the subject
     */
    public static double of(float[] clean, float[] attacked) {
        if (clean.length != attacked.length || clean.length == 0) {
            throw new IllegalArgumentException(
                    "images of " + clean.length + " and " + attacked.length + " pixels cannot be compared");
        }
        return of(clean, attacked, 0, clean.length);
    }

    /** p of one image of a batch, of so many values from {@code offset} on in both. */
    public static double of(float[] clean, float[] attacked, int offset, int pixels) {
        double sum = 0;
        for (int i = offset; i < offset + pixels; i++) {
            sum += Math.abs((double) attacked[i] - clean[i]);
        }
        return sum / pixels;
    }

    /**
     * p of each channel alone.
     *
     * @param clean I_0, {@code [grid, channels]}
     * @param attacked I_DV, the same shape
     */
    public static double[] ofChannels(float[] clean, float[] attacked, int channels) {
        double[] p = new double[channels];
        for (int i = 0; i < clean.length; i++) {
            p[i % channels] += Math.abs((double) attacked[i] - clean[i]) * channels / clean.length;
        }
        return p;
    }

    /**
     * The gradient of {@code pixels * p} of one image with respect to I_DV: the sign of the change, rounded off as
     * {@code change / (|change| + softness)}, so that it does not jump where a pixel hardly changes.
     *
     * @param softness the change, in standard deviations, at which the slope is 1/2; at least 0
     * @param gradient receives it from {@code offset} on; overwritten there
     */
    public static void gradient(
            float[] clean, float[] attacked, int offset, int pixels, double softness, float[] gradient) {
        for (int i = offset; i < offset + pixels; i++) {
            double change = attacked[i] - clean[i];
            gradient[i] = (float) (change / (Math.abs(change) + softness));
        }
    }
}
