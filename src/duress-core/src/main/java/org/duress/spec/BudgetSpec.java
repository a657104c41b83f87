package org.duress.spec;

import java.util.List;
import org.duress.spec.key.Block;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Trained;
import org.duress.spec.key.Values;

/**
 * What a perturbation of one image may spend. All attacks are held to it, exactly, so that they can be compared: at
 * equal perceptibility a rough field beats a smooth one by far. Each component is the value of the key of its name. The
 * default is what passes a look (docs/realism.md): p 0.05, 2 pixels, a quarter of a standard deviation of intensity; no
 * folding; mostly slow waves. The paper's strongest attack spent p 0.085.
 */
public record BudgetSpec(
        double perceptibility,
        double displacement,
        double folded,
        double deformationRoughness,
        double intensityRoughness,
        double intensity) {
    /** About half the contrast between neighbouring organs of a CT. */
    private static final double DEFAULT_INTENSITY = 0.25;

    private static final Block<BudgetSpec> BLOCK = new Block<>("budget", BudgetSpec.class);

    /** A field without any wave above the line hardly exists, so 0 is refused. */
    private static final Kind<Double> SHARE =
            Kind.number("a share", Bounds.above(0).to(1));

    public static final Key<BudgetSpec, Double> PERCEPTIBILITY = BLOCK.key(
                    "perceptibility",
                    BudgetSpec::perceptibility,
                    Kind.AMOUNT,
                    0.05,
                    "most p (equation 7) of an image's perturbation, in standard deviations of the subject; 0 allows no"
                            + " change at all")
            .shownAs("perceptibility budget");

    public static final Key<BudgetSpec, Double> DISPLACEMENT = BLOCK.key(
                    "displacement",
                    BudgetSpec::displacement,
                    Kind.AMOUNT,
                    2.0,
                    "longest displacement, in pixels; of a volume in voxels, along every axis")
            .training(Trained.ATTACKER)
            .shownAs("displacement budget, px");

    public static final Key<BudgetSpec, Double> FOLDED = BLOCK.key(
                    "folded",
                    BudgetSpec::folded,
                    Kind.number("a number", Bounds.from(0).to(1)),
                    0.0,
                    "largest share of pixels where D folds")
            .training(Trained.ATTACKER);

    public static final Key<BudgetSpec, Double> DEFORMATION_ROUGHNESS = BLOCK.key(
                    "deformationRoughness",
                    BudgetSpec::deformationRoughness,
                    SHARE,
                    0.25,
                    "largest share of D's energy above 1/16 cycles per pixel; of a volume per distance of the voxels"
                            + " along its finest axis")
            .training(Trained.ATTACKER);

    public static final Key<BudgetSpec, Double> INTENSITY_ROUGHNESS = BLOCK.key(
                    "intensityRoughness", BudgetSpec::intensityRoughness, SHARE, 0.25, "the same of V's energy")
            .training(Trained.ATTACKER);

    public static final Key<BudgetSpec, Double> INTENSITY = BLOCK.key(
                    "intensity",
                    BudgetSpec::intensity,
                    Kind.number("a number", Bounds.above(0)),
                    DEFAULT_INTENSITY,
                    "largest |V|, in standard deviations of the subject: p is a mean, and would let V blacken an organ")
            .training(Trained.ATTACKER)
            .shownAs("intensity budget");

    public static final List<Key<BudgetSpec, ?>> KEYS = BLOCK.keys(BudgetSpec::of);

    /** With any |V|. */
    public BudgetSpec(
            double perceptibility,
            double displacement,
            double folded,
            double deformationRoughness,
            double intensityRoughness) {
        this(perceptibility, displacement, folded, deformationRoughness, intensityRoughness, Double.POSITIVE_INFINITY);
    }

    public static BudgetSpec of(Values values) {
        return new BudgetSpec(
                values.get(PERCEPTIBILITY),
                values.get(DISPLACEMENT),
                values.get(FOLDED),
                values.get(DEFORMATION_ROUGHNESS),
                values.get(INTENSITY_ROUGHNESS),
                values.get(INTENSITY));
    }

    public static BudgetSpec defaults() {
        return of(Values.DEFAULTS);
    }

    /** The same with another perceptibility. */
    public BudgetSpec withPerceptibility(double other) {
        return with(PERCEPTIBILITY, other);
    }

    /**
     * The same with another value of one key.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public <T> BudgetSpec with(Key<BudgetSpec, T> key, T value) {
        return of(Values.of(this).with(key, value));
    }
}
