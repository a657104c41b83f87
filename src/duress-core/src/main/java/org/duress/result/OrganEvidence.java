package org.duress.result;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was measured for one organ, over the gate subjects.
 *
 * @param name organ name, as in the spec
 * @param maxDiceDrop largest relative drop the spec allows for this organ, in (0, 1]
 * @param worstSlice name of the slice on which this organ's Dice fell most
 * @param trials how many trials that count were made by attacks, random fields aside, on gate slices where this organ
 *     is shown by the label or by an answer
 * @param surface distances between the boundaries of segmentation and label
 * @param curve Dice against budget, from nothing to the whole budget; the Dice never rises along it; empty where
 *     known counterexamples were tried, and nothing else
 * @param hallucination what the model draws of this organ in subjects that lack it
 */
public record OrganEvidence(
        String name,
        OrganDice dice,
        double maxDiceDrop,
        String worstSlice,
        int trials,
        SurfaceEvidence surface,
        List<BudgetPoint> curve,
        HallucinationEvidence hallucination) {
    public OrganEvidence {
        curve = List.copyOf(curve);
    }

    /** The same under another limit, in (0, 1]. */
    public OrganEvidence limitedTo(double limit) {
        return new OrganEvidence(name, dice, limit, worstSlice, trials, surface, curve, hallucination);
    }

    /** Dice of the unperturbed images. */
    public double cleanDice() {
        return dice.clean();
    }

    /** Dice of the perturbed images against the spec's reference label. */
    public double attackedDice() {
        return dice.attacked();
    }

    /** The fall of the Dice as a share of itself. */
    public double relativeDrop() {
        return dice.relativeDrop();
    }

    /**
     * The perceptibility at which the organ falls past its limit, between two points of the curve by a straight line;
     * empty where the whole budget does not break it.
     */
    public OptionalDouble breakingPoint() {
        return LimitCrossing.of(
                curve.stream()
                        .map(point -> new LimitCrossing.Point(point.perceptibility(), point.dice()))
                        .toList(),
                (1 - maxDiceDrop) * cleanDice());
    }

    /**
     * Whether the interval of the fall leaves open on which side of the limit the organ is: it holds the limit, or
     * there is none.
     */
    public boolean undecided() {
        // Comparisons with NaN are false.
        return !(dice.dropInterval().low() > maxDiceDrop || dice.dropInterval().high() <= maxDiceDrop);
    }

    /** Whether this organ fell further than allowed. */
    public boolean pastThreshold() {
        return relativeDrop() > maxDiceDrop;
    }
}
