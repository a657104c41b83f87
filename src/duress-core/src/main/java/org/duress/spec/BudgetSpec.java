package org.duress.spec;

/**
 * What a perturbation of one image may spend. All attacks are held to it, exactly, so that they can be compared: at
 * equal perceptibility a rough field beats a smooth one by far.
 *
 * @param perceptibility most p (equation 7 of Chen et al. 2019), in standard deviations of the subject; at least 0. 0
 *     allows no change at all
 * @param displacement longest displacement, in pixels; at least 0
 * @param folded largest share of pixels where the deformation folds, in [0, 1]
 * @param deformationRoughness largest share of D's energy above 1/16 cycles per pixel, in (0, 1]
 * @param intensityRoughness the same for V
 */
public record BudgetSpec(
        double perceptibility,
        double displacement,
        double folded,
        double deformationRoughness,
        double intensityRoughness) {
    private static final BudgetSpec DEFAULTS = new BudgetSpec(0.1, 5, 0, 0.25, 0.25);

    /** p 0.1, about what the paper's strongest attack spent (0.085); 5 pixels; no folding; mostly slow waves. */
    public static BudgetSpec defaults() {
        return DEFAULTS;
    }

    /** The same with another perceptibility. */
    public BudgetSpec withPerceptibility(double other) {
        return new BudgetSpec(other, displacement, folded, deformationRoughness, intensityRoughness);
    }
}
