package org.duress.result;

import java.util.List;
import org.duress.spec.Contender;

/**
 * What one attack did to the gate subjects alone: the worst of its own perturbations of each slice, or the clean image
 * where none of them hurts.
 *
 * @param trials that were judged
 * @param passes of the model that it cost
 * @param perceptibility mean over slices of the largest p of the images of the slice that count
 * @param budgetSpent mean over slices of the largest share of what may be spent among the images of the slice that
 *     count, whatever bound it: p, displacement, or, where realism held them back, SSIM or millimetres; in [0, 1]
 * @param crossEntropy mean over slices of the largest masked cross-entropy (equation 5) of the images of the slice that
 *     count
 * @param organs one entry an organ, in the spec's order
 */
public record ContenderEvidence(
        Contender contender,
        TrialCounts trials,
        ContenderPasses passes,
        double perceptibility,
        double budgetSpent,
        double crossEntropy,
        List<ContenderDice> organs) {
    public ContenderEvidence {
        organs = List.copyOf(organs);
    }

    /** Mean relative fall over the organs. */
    public double meanDrop() {
        return organs.stream()
                .mapToDouble(ContenderDice::relativeDrop)
                .average()
                .orElse(0);
    }
}
