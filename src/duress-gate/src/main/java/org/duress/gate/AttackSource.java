package org.duress.gate;

/** Where the attacks on a model come from. */
@FunctionalInterface
interface AttackSource {
    /**
     * Trains or loads what there is to train.
     *
     * @param model with the cohort's classes
     */
    PreparedAttack prepare(AttackTask task, CountingModel model, GateListener listener);
}
