package org.duress.result;

/**
 * How often the model under test was asked for an answer, in images. What it answers to whoever follows its gradients
 * is no question, and is counted in {@link ModelPasses}; what a served model is asked again, to see that its answers
 * are each their own, is, on top of what the attack was allowed.
 *
 * @param training about attacker subjects, to train a substitute; 0 where there is none or it came from the store
 * @param gate about gate subjects: clean, in a search, and to be judged
 * @param canary about the canaries: their answers are the model's, made fragile. 0 where the model gives gradients, and
 *     runs here
 * @param mostPerSubject the part of {@code gate} of the subject that needed most
 */
public record Queries(long training, long gate, long canary, long mostPerSubject) {}
