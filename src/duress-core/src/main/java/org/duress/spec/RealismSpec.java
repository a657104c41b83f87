package org.duress.spec;

import java.util.List;
import java.util.OptionalDouble;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Values;

/** What a perturbed image must be like to count as evidence. One that is not is shown apart. */
public record RealismSpec(double ssim, OptionalDouble critic, OptionalDouble displacementMillimetres) {
    private static final Block<RealismSpec> BLOCK = new Block<>("realism", RealismSpec.class);

    public static final Key<RealismSpec, Double> SSIM = BLOCK.key(
            "ssim",
            RealismSpec::ssim,
            Kind.number("a number from -1 to 1", ssim -> ssim >= -1 && ssim <= 1),
            0.5,
            "least structural similarity to the clean image");

    public static final Key<RealismSpec, OptionalDouble> CRITIC = BLOCK.key(
                    "critic",
                    RealismSpec::critic,
                    Kind.optionalNumber(
                            Kind.number("a number from 0 to 100", percent -> percent >= 0 && percent <= 100)),
                    OptionalDouble.empty(),
                    "least percentile of the critic's score among its scores of the clean gate images, where a VAE-GAN"
                            + " attacker brings a critic")
            .otherwise("none");

    public static final Key<RealismSpec, OptionalDouble> DISPLACEMENT = BLOCK.key(
                    "displacement",
                    RealismSpec::displacementMillimetres,
                    Kind.optionalNumber(Kind.number("a finite number above 0", mm -> Double.isFinite(mm) && mm > 0)),
                    OptionalDouble.empty(),
                    "longest displacement, in mm, where the spacing is known")
            .otherwise("none");

    public static final List<Key<RealismSpec, ?>> KEYS = BLOCK.keys(RealismSpec::of);

    public static RealismSpec of(Values values) {
        return new RealismSpec(values.get(SSIM), values.get(CRITIC), values.get(DISPLACEMENT));
    }

    /** An SSIM of at least 0.5, and nothing else. */
    public static RealismSpec defaults() {
        return of(Values.DEFAULTS);
    }
}
