package org.duress.gate.attack;

import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;

/**
 * What an attack is prepared for, the model aside.
 *
 * @param budget what a perturbation may spend
 * @param training all slices of the attacker-training subjects, and of no other
 * @param mostSlices slices of the gate subject that has most
 * @param replayed images that the model is asked about for each of these slices to replay counterexamples
 */
public record AttackTask(AttackSpec spec, BudgetSpec budget, ImageBatch training, int mostSlices, int replayed) {
    /** Without counterexamples. */
    public AttackTask(AttackSpec spec, BudgetSpec budget, ImageBatch training, int mostSlices) {
        this(spec, budget, training, mostSlices, 0);
    }
}
