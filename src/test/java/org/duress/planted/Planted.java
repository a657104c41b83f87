package org.duress.planted;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.duress.Verdict;
import org.duress.attack.Perturbation;
import org.duress.model.SegmentationModel;

/**
 * A model and what is known of it.
 *
 * @param share of the budget at which what breaks it begins to; 0 where nothing is known to
 * @param witness fields for all gate slices, within the budget, that break it
 */
record Planted(String name, Kind kind, double share, SegmentationModel model, Optional<Perturbation> witness) {
    /** What is true of a model, and which verdicts are right about it. */
    enum Kind {
        /** Nothing within the budget breaks it, and its gradients say so. */
        ROBUST(Verdict.PASS),
        /** Something within the budget breaks it, and its gradients lead there. */
        FRAGILE(Verdict.FAIL),
        /** The same of a single small organ. */
        SMALL_ORGAN(Verdict.FAIL),
        /** Something within the budget breaks it, and its gradients are zero. */
        MASKED_FRAGILE(Verdict.FAIL, Verdict.INCONCLUSIVE),
        /** Something within the budget breaks it, and its gradients vanish wherever it is sure. */
        SATURATED_FRAGILE(Verdict.FAIL, Verdict.INCONCLUSIVE),
        /** Nothing breaks it, but its gradients are zero, so that a gate cannot know. */
        MASKED_ROBUST(Verdict.PASS, Verdict.INCONCLUSIVE),
        /** Answers differ from call to call. */
        RANDOMISED(Verdict.INCONCLUSIVE),
        /** The same, and something within the budget breaks it. */
        RANDOMISED_FRAGILE(Verdict.FAIL, Verdict.INCONCLUSIVE),
        /** One map for every image. */
        CONSTANT(Verdict.INCONCLUSIVE),
        /** Gradients are NaN. */
        BROKEN(Verdict.INCONCLUSIVE),
        /** The same, and something within the budget breaks it. */
        BROKEN_FRAGILE(Verdict.FAIL, Verdict.INCONCLUSIVE);

        private final Set<Verdict> right;

        Kind(Verdict first, Verdict... others) {
            right = EnumSet.of(first, others);
        }

        boolean allows(Verdict verdict) {
            return right.contains(verdict);
        }
    }
}
