package org.duress.metric;

/** How visible a perturbation is: p of equation 7 of Chen et al. 2019. */
public final class Perceptibility {
    private Perceptibility() {}

    /**
     * Mean of |I_DV - I_0| over pixels.
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
        double sum = 0;
        for (int i = 0; i < clean.length; i++) {
            sum += Math.abs((double) attacked[i] - clean[i]);
        }
        return sum / clean.length;
    }
}
