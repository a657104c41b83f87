package org.duress.result;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was measured for one organ, over the gate subjects.
 *
 * <p>Dice scores are volume Dice per subject (all slices of the subject together), averaged over the
 * subjects that show the organ, in [0, 1]. What is drawn of it in the others is counted apart, in {@code
 * hallucination}.
 *
 * @param name organ name, as in the spec
 * @param cleanDice Dice of the unperturbed images
 * @param attackedDice Dice of the perturbed images against the spec's reference label
 * @param relativeDrop {@code (cleanDice - attackedDice) / cleanDice}; 0.8007 to 0.5605 is 0.30
 *     (Chen et al. 2019, section 4); 0 where the clean Dice is 0
 * @param attackedDiceWarped Dice of the perturbed images against the label moved by the same deformation
 * @param attackedDiceFixed Dice of the perturbed images against the unmoved label (the paper's convention)
 * @param maxDiceDrop largest relative drop the spec allows for this organ, in (0, 1]
 * @param worstSlice name of the slice on which this organ's Dice fell most
 * @param attackedInterval 95 % bootstrap interval of {@code attackedDice} over subjects
 * @param dropInterval 95 % bootstrap interval of {@code relativeDrop}, the same subjects drawn for clean and attacked
 * @param surface distances between the boundaries of segmentation and label
 * @param curve Dice against budget, from nothing to the whole budget; the Dice never rises along it
 * @param hallucination what the model draws of this organ in subjects that lack it
 */
public record OrganEvidence(
        String name,
        double cleanDice,
        double attackedDice,
        double relativeDrop,
        double attackedDiceWarped,
        double attackedDiceFixed,
        double maxDiceDrop,
        String worstSlice,
        Interval attackedInterval,
        Interval dropInterval,
        SurfaceEvidence surface,
        List<BudgetPoint> curve,
        HallucinationEvidence hallucination) {
    public OrganEvidence {
        curve = List.copyOf(curve);
    }

    /** An organ that every gate subject shows. */
    public OrganEvidence(
            String name,
            double cleanDice,
            double attackedDice,
            double relativeDrop,
            double attackedDiceWarped,
            double attackedDiceFixed,
            double maxDiceDrop,
            String worstSlice,
            Interval attackedInterval,
            Interval dropInterval,
            SurfaceEvidence surface,
            List<BudgetPoint> curve) {
        this(
                name,
                cleanDice,
                attackedDice,
                relativeDrop,
                attackedDiceWarped,
                attackedDiceFixed,
                maxDiceDrop,
                worstSlice,
                attackedInterval,
                dropInterval,
                surface,
                curve,
                HallucinationEvidence.NONE);
    }

    /**
     * The perceptibility at which the organ falls past its limit, between two points of the curve by a straight line;
     * empty where the whole budget does not break it.
     */
    public OptionalDouble breakingPoint() {
        double allowed = (1 - maxDiceDrop) * cleanDice;
        for (int i = 1; i < curve.size(); i++) {
            BudgetPoint before = curve.get(i - 1);
            BudgetPoint here = curve.get(i);
            if (before.dice() >= allowed && here.dice() < allowed) {
                double way = (before.dice() - allowed) / (before.dice() - here.dice());
                return OptionalDouble.of(
                        before.perceptibility() + way * (here.perceptibility() - before.perceptibility()));
            }
        }
        return OptionalDouble.empty();
    }

    /** Whether this organ fell further than allowed. */
    public boolean pastThreshold() {
        return relativeDrop > maxDiceDrop;
    }
}
