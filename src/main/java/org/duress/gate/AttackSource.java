package org.duress.gate;

import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;

/** Where the attack on a model comes from. */
@FunctionalInterface
interface AttackSource {
    /**
     * Trains or loads an attack.
     *
     * @param training all slices of the attacker-training subjects, and of no other
     */
    PreparedAttack prepare(AttackSpec spec, DifferentiableModel model, ImageBatch training, GateListener listener);
}
