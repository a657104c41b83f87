package org.duress.gate.prepare;

import org.duress.Progress;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.CountingModel;

/** Where the attacks on a model come from. */
@FunctionalInterface
public interface AttackSource {
    /**
     * Trains or loads what there is to train.
     *
     * @param model with the cohort's classes
     */
    PreparedAttack prepare(AttackTask task, CountingModel model, Progress listener);
}
