package org.duress.gate.judge;

import java.util.List;
import org.duress.metric.Dice;
import org.duress.result.TrialCounts;
import org.duress.result.slice.Judged;
import org.duress.spec.Reference;

/**
 * A judged slice with what it cost.
 *
 * @param realism whether it counts
 * @param scale what the proposed fields were scaled by until the image counted; 1 where they are as they were proposed
 */
public record Finding(Judged judged, Cost cost, Realism realism, double scale) {
    /**
     * What a perturbation spends and reaches.
     *
     * @param perceptibility p of equation 7
     * @param spent largest share, in [0, 1], of any limit of the budget, and of realism where that held the fields back
     * @param crossEntropy masked cross-entropy of equation 5 with the clean answer
     */
    public record Cost(double perceptibility, double spent, double crossEntropy) {}

    /** Keeps it to the end of the run. */
    public void putAway() {
        judged.putAway();
    }

    public List<Dice> against(Reference reference) {
        return judged.against(reference);
    }

    /** What it leaves of an organ, against the spec's reference. */
    public Dice against(Reference reference, int organ) {
        return against(reference).get(organ);
    }

    /** Whether the organ's volume Dice depends on it: its label shows the organ, or an answer does. */
    public boolean matters(Reference reference, int organ) {
        return judged.matters(organ, reference);
    }

    public boolean counts() {
        return realism.unrealistic().isEmpty();
    }

    /** How many findings count, and how. */
    public static TrialCounts counts(List<Finding> findings) {
        int scaledBack = 0;
        int unrealistic = 0;
        for (Finding finding : findings) {
            scaledBack += finding.counts() && finding.scale() < 1 ? 1 : 0;
            unrealistic += finding.counts() ? 0 : 1;
        }
        return new TrialCounts(findings.size(), scaledBack, unrealistic);
    }

    /** The same, however unrealistic: a critic may take a clean image for less real than most. */
    Finding counting() {
        return new Finding(judged, cost, realism.counting(), scale);
    }
}
