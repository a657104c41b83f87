package org.duress.spec;

import java.util.List;
import java.util.OptionalDouble;
import org.duress.spec.key.Block;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Values;

/**
 * What a perturbed image must be like to count as evidence, and what all of them together. One that is not is shown
 * apart. Each component is the value of the key of its name.
 */
public record RealismSpec(
        double ssim,
        OptionalDouble critic,
        OptionalDouble displacementMillimetres,
        OptionalDouble intensityHounsfield,
        double outOfRange,
        OptionalDouble detectability,
        int detectorSteps) {
    /** What images at the default budget do not reach, and glaring ones do: docs/realism.md. */
    private static final double DEFAULT_OUT_OF_RANGE = 0.2;

    /** Some 20 s of processor time for slices of 128 x 128 pixels: docs/realism.md; more hardly find more. */
    private static final int DEFAULT_DETECTOR_STEPS = 200;

    private static final Block<RealismSpec> BLOCK = new Block<>("realism", RealismSpec.class);

    public static final Key<RealismSpec, Double> SSIM = BLOCK.key(
            "ssim",
            RealismSpec::ssim,
            Kind.number("a number", Bounds.from(-1).to(1)),
            0.5,
            "least structural similarity to the clean image");

    public static final Key<RealismSpec, OptionalDouble> CRITIC = BLOCK.key(
                    "critic",
                    RealismSpec::critic,
                    Kind.optionalNumber(Kind.number("a number", Bounds.from(0).to(100))),
                    OptionalDouble.empty(),
                    "least percentile of the critic's score among its scores of the clean gate images, where a VAE-GAN"
                            + " attacker brings a critic")
            .otherwise("none");

    public static final Key<RealismSpec, OptionalDouble> DISPLACEMENT = BLOCK.key(
                    "displacement",
                    RealismSpec::displacementMillimetres,
                    Kind.optionalNumber(
                            Kind.number("a finite number", Bounds.above(0).finite())),
                    OptionalDouble.empty(),
                    "longest displacement, in mm, where the spacing is known")
            .otherwise("none");

    public static final Key<RealismSpec, OptionalDouble> INTENSITY_HU = BLOCK.key(
                    "intensityHu",
                    RealismSpec::intensityHounsfield,
                    Kind.optionalNumber(
                            Kind.number("a finite number", Bounds.above(0).finite())),
                    OptionalDouble.empty(),
                    "largest |V|, in Hounsfield units, where the cohort is in these")
            .otherwise("none");

    public static final Key<RealismSpec, Double> OUT_OF_RANGE = BLOCK.key(
            "outOfRange",
            RealismSpec::outOfRange,
            Kind.number("a share", Bounds.from(0).to(1)),
            DEFAULT_OUT_OF_RANGE,
            "largest share of pixels or voxels pushed outside the range of the subject's clean intensities, by more"
                    + " than 1/64 of that range");

    public static final Key<RealismSpec, OptionalDouble> DETECTABILITY = BLOCK.key(
                    "detectability",
                    RealismSpec::detectability,
                    Kind.optionalNumber(Kind.number("a number", Bounds.from(0.5).to(1))),
                    OptionalDouble.empty(),
                    "largest area under the curve by which small detectors may tell the perturbed images that count"
                            + " from clean ones, 0.5 for guessing: images that are surely told more easily fail no"
                            + " model")
            .otherwise("none");

    public static final Key<RealismSpec, Integer> DETECTOR_STEPS = BLOCK.key(
            "detectorSteps",
            RealismSpec::detectorSteps,
            Kind.whole(Range.DETECTOR_STEPS),
            DEFAULT_DETECTOR_STEPS,
            "training steps of each of the two detectors; 0 measures no detectability");

    public static final List<Key<RealismSpec, ?>> KEYS = BLOCK.keys(RealismSpec::of);

    public static RealismSpec of(Values values) {
        return new RealismSpec(
                values.get(SSIM),
                values.get(CRITIC),
                values.get(DISPLACEMENT),
                values.get(INTENSITY_HU),
                values.get(OUT_OF_RANGE),
                values.get(DETECTABILITY),
                values.get(DETECTOR_STEPS));
    }

    /** Without a limit on anything else, and without detectors. */
    public RealismSpec(double ssim, OptionalDouble critic, OptionalDouble displacementMillimetres) {
        this(ssim, critic, displacementMillimetres, OptionalDouble.empty(), 1, OptionalDouble.empty(), 0);
    }

    /**
     * The same with another value of one key.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public <T> RealismSpec with(Key<RealismSpec, T> key, T value) {
        return of(Values.of(this).with(key, value));
    }

    /** The same without detectors, unless they are a limit: for whoever does not read what they find. */
    public RealismSpec undetected() {
        return detectability.isPresent() ? this : with(DETECTOR_STEPS, 0);
    }

    /** An SSIM of at least 0.5, no more than a fifth out of range, and nothing else; detectability is measured. */
    public static RealismSpec defaults() {
        return of(Values.DEFAULTS);
    }
}
