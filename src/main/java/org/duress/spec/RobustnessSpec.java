package org.duress.spec;

/**
 * The immutable settings of one robustness test.
 *
 * @param name unique among the specs of a folder; names the report folder
 * @param model the model under test
 * @param cohort the labelled subjects
 * @param attack how the attacker is trained and used
 * @param gate what the model must withstand
 * @param expect the verdict the author expects
 */
public record RobustnessSpec(
        String name, ModelSpec model, CohortSpec cohort, AttackSpec attack, GateSpec gate, Expectation expect) {}
