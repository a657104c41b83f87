package org.duress.gate.judge;

import java.util.List;
import java.util.Optional;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.result.TrialCounts;
import org.duress.result.slice.Judged;
import org.duress.spec.Reference;

/**
 * A judged slice with what it cost: numbers, and, for as long as more than its numbers may be asked for, its fields and
 * what the model made of them.
 *
 * @param dice what is counted of it
 * @param realism whether it counts
 * @param scale what the proposed fields were scaled by until the image counted; 1 where they are as they were proposed
 * @param kept the judged slice; empty where only numbers can still be asked for
 */
public record Finding(OrganCounts dice, Cost cost, Realism realism, double scale, Optional<Judged> kept) {
    /**
     * What a perturbation spends and reaches.
     *
     * @param perceptibility p of equation 7
     * @param spent largest share, in [0, 1], of any limit of the budget, and of realism where that held the fields back
     * @param entropy masked cross-entropy of equation 5 with the clean answer
     */
    public record Cost(double perceptibility, double spent, MaskedCrossEntropy.Part entropy) {
        /** The mean over the slice alone. */
        public double crossEntropy() {
            return entropy.value();
        }
    }

    static Finding of(Judged judged, Cost cost, Realism realism, double scale) {
        return new Finding(OrganCounts.of(judged), cost, realism, scale, Optional.of(judged));
    }

    /** The judged slice of a finding that may be asked for more than its numbers. */
    public Judged judged() {
        return kept.orElseThrow(() -> new IllegalStateException("of this finding only numbers were kept"));
    }

    /** The same without fields and answer. */
    public Finding numbers() {
        return new Finding(dice, cost, realism, scale, Optional.empty());
    }

    /** The same with the judged slice that its numbers are of. */
    public Finding of(Judged judged) {
        return new Finding(dice, cost, realism, scale, Optional.of(judged));
    }

    /** Keeps it to the end of the run. */
    public void putAway() {
        kept.ifPresent(Judged::putAway);
    }

    public List<Dice> against(Reference reference) {
        return dice.against(reference);
    }

    /** What it leaves of an organ, against the spec's reference. */
    public Dice against(Reference reference, int organ) {
        return against(reference).get(organ);
    }

    /** Whether the organ's volume Dice depends on it: its label shows the organ, or an answer does. */
    public boolean matters(Reference reference, int organ) {
        return dice.matters(organ, reference);
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
}
