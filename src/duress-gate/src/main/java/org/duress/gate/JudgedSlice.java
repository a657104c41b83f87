package org.duress.gate;

import java.util.List;
import java.util.Optional;
import org.duress.metric.Dice;
import org.duress.spec.Reference;

/**
 * One perturbed slice, judged.
 *
 * @param segmented the model's answer
 * @param truth the label, moved by D
 * @param warped one count an organ, against the moved label
 * @param fixed one count an organ, against the unmoved label
 * @param perceptibility p of equation 7
 * @param spent share of the budget, in [0, 1]
 * @param crossEntropy masked cross-entropy of equation 5 with the clean answer
 * @param realism whether it counts
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
record JudgedSlice(
        byte[] segmented,
        byte[] truth,
        List<Dice> warped,
        List<Dice> fixed,
        double perceptibility,
        double spent,
        double crossEntropy,
        Realism realism) {
    List<Dice> against(Reference reference) {
        return reference == Reference.WARPED ? warped : fixed;
    }

    /** The same, however unrealistic: a critic may take a clean image for less real than most. */
    JudgedSlice counting() {
        Realism counting = new Realism(
                realism.ssim(), realism.displacementMillimetres(), realism.criticPercentile(), Optional.empty());
        return new JudgedSlice(segmented, truth, warped, fixed, perceptibility, spent, crossEntropy, counting);
    }

    boolean counts() {
        return realism.unrealistic().isEmpty();
    }
}
