package org.duress.testkit.planted;

import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.model.SegmentationModel;
import org.duress.result.Verdict;

/**
 * A model and what is known of it.
 *
 * @param share of the budget at which what breaks it begins to; 0 where nothing is known to
 * @param witness fields for all gate slices, within the budget, that break it
 */
public record Planted(String name, Kind kind, double share, SegmentationModel model, Optional<Perturbation> witness) {
    /** What is true of a model, and which verdicts are right about it. */
    public enum Kind {
        /** Nothing within the budget breaks it, and its gradients say so. */
        ROBUST,
        /** Something within the budget breaks it, and its gradients lead there. */
        FRAGILE,
        /** The same of a single small organ. */
        SMALL_ORGAN,
        /** Something within the budget breaks it, and its gradients are zero. */
        MASKED_FRAGILE,
        /** Something within the budget breaks it, and its gradients vanish wherever it is sure. */
        SATURATED_FRAGILE,
        /** Nothing breaks it, but its gradients are zero, so that a gate cannot know. */
        MASKED_ROBUST,
        /** Answers differ from call to call. */
        RANDOMISED,
        /** The same, and something within the budget breaks it. */
        RANDOMISED_FRAGILE,
        /** One map for every image. */
        CONSTANT,
        /** Gradients are NaN. */
        BROKEN,
        /** The same, and something within the budget breaks it. */
        BROKEN_FRAGILE;

        public boolean allows(Verdict verdict) {
            return switch (this) {
                case ROBUST -> verdict == Verdict.PASS;
                case FRAGILE, SMALL_ORGAN -> verdict == Verdict.FAIL;
                case MASKED_FRAGILE, SATURATED_FRAGILE, RANDOMISED_FRAGILE, BROKEN_FRAGILE -> verdict != Verdict.PASS;
                case MASKED_ROBUST -> verdict != Verdict.FAIL;
                case RANDOMISED, CONSTANT, BROKEN -> verdict == Verdict.INCONCLUSIVE;
            };
        }
    }
}
