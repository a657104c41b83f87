package org.duress.result;

/**
 * Passes of the model under test in one run, those aside that check its gradients, shrink a counterexample, or are a
 * served model's own checks.
 *
 * @param training on attacker subjects, to train what is trained; none where it came from the store
 * @param gate on gate subjects, for clean images, by all contenders, for the control and for smaller budgets
 * @param canary to plant the canaries and to attack them
 */
public record ModelPasses(Passes training, Passes gate, Passes canary) {}
