package org.duress.gate.judge;

import java.util.List;
import org.duress.metric.Dice;
import org.duress.result.slice.Judged;
import org.duress.spec.Reference;

/**
 * A judged slice with what it cost.
 *
 * @param realism whether it counts
 */
public record Finding(Judged judged, Cost cost, Realism realism) {
    /**
     * What a perturbation spends and reaches.
     *
     * @param perceptibility p of equation 7
     * @param spent share of the budget, in [0, 1]
     * @param crossEntropy masked cross-entropy of equation 5 with the clean answer
     */
    public record Cost(double perceptibility, double spent, double crossEntropy) {}

    public List<Dice> against(Reference reference) {
        return judged.against(reference);
    }

    public boolean counts() {
        return realism.unrealistic().isEmpty();
    }

    /** The same, however unrealistic: a critic may take a clean image for less real than most. */
    Finding counting() {
        return new Finding(judged, cost, realism.counting());
    }
}
