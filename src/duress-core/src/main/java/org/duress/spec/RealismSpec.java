package org.duress.spec;

import java.util.OptionalDouble;

/**
 * What a perturbed image must be like to count as evidence. One that is not is shown apart.
 *
 * @param ssim least structural similarity to the clean image, in [-1, 1]
 * @param critic least percentile, in [0, 100], of the critic's score among its scores of the clean gate images; only
 *     what a VAE-GAN attacker brings a critic for is held to it
 * @param displacementMillimetres longest displacement, where the spacing is known; above 0
 */
public record RealismSpec(double ssim, OptionalDouble critic, OptionalDouble displacementMillimetres) {
    private static final RealismSpec DEFAULTS = new RealismSpec(0.5, OptionalDouble.empty(), OptionalDouble.empty());

    /** An SSIM of at least 0.5, and nothing else. */
    public static RealismSpec defaults() {
        return DEFAULTS;
    }
}
