package org.duress.spec;

/**
 * The immutable settings of one robustness test.
 *
 * @param name unique among the specs of a folder; names the report folder
 * @param model the model under test
 * @param cohort the labelled subjects
 * @param attack how the attacker is trained and used
 * @param budget what a perturbation may spend
 * @param realism what a perturbed image must be like to count
 * @param gate what the model must withstand
 * @param expect the verdict the author expects
 */
public record RobustnessSpec(
        String name,
        ModelSpec model,
        CohortSpec cohort,
        AttackSpec attack,
        BudgetSpec budget,
        RealismSpec realism,
        GateSpec gate,
        Expectation expect) {
    /** The same with another attack. */
    public RobustnessSpec with(AttackSpec other) {
        return new RobustnessSpec(name, model, cohort, other, budget, realism, gate, expect);
    }

    /** The same with another budget. */
    public RobustnessSpec with(BudgetSpec other) {
        return new RobustnessSpec(name, model, cohort, attack, other, realism, gate, expect);
    }

    /** The same under another name. */
    public RobustnessSpec named(String other) {
        return new RobustnessSpec(other, model, cohort, attack, budget, realism, gate, expect);
    }
}
