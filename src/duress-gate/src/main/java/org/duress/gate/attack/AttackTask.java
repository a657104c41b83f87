package org.duress.gate.attack;

import org.duress.attack.Budget;
import org.duress.attack.OrganLimits;
import org.duress.model.ImageSource;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;

/**
 * What an attack is prepared for, the model aside.
 *
 * @param budget what a perturbation may spend
 * @param training all slices of the attacker-training subjects, or patches of their volumes ({@link
 *     org.duress.data.Patches}); of no other
 * @param mostSlices slices of the gate subject that has most
 * @param replayed images that the model is asked about for each of these slices to replay counterexamples
 * @param limits what each organ may lose
 */
public record AttackTask(
        AttackSpec spec, BudgetSpec budget, ImageSource training, int mostSlices, int replayed, OrganLimits limits) {
    /** Without counterexamples, every organ as dear as the others. */
    public AttackTask(AttackSpec spec, BudgetSpec budget, ImageSource training, int mostSlices) {
        this(spec, budget, training, mostSlices, 0, OrganLimits.ALIKE);
    }

    /** What perturbations are held to. */
    public Budget held() {
        return new Budget(budget, spec.intensity());
    }
}
