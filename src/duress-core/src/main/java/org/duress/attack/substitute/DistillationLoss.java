package org.duress.attack.substitute;

import org.duress.metric.SoftDice;

/**
 * How far a substitute's answers are from the model's: mean cross-entropy with soft targets (Hinton et al. 2015), plus
 * one minus the mean {@link SoftDice#smoothed} of the organs in the batch, without which a small organ is learnt late.
 * Both are least where the answers are equal.
 */
final class DistillationLoss {
    private static final float LEAST = 1e-7f;

    private DistillationLoss() {}

    /**
     * The loss and its gradient.
     *
     * @param answers the substitute's, {@code [pixels, classes]}
     * @param targets the model's
     * @param gradient receives dL/danswers; overwritten
     */
    static double of(float[] answers, float[] targets, int classes, float[] gradient) {
        int pixels = targets.length / classes;
        SoftDice dice = SoftDice.smoothed(targets, answers, classes);
        double crossEntropy = 0;
        for (int i = 0; i < targets.length; i++) {
            double a = Math.max(LEAST, answers[i]);
            double t = targets[i];
            if (t > 0) {
                crossEntropy -= t * Math.log(a);
            }
            gradient[i] = (float) (-t / a / pixels);
            int c = i % classes;
            if (dice.counts(c)) {
                gradient[i] -= (float) dice.slope(c, answers[i], t);
            }
        }
        return crossEntropy / pixels + 1 - dice.mean();
    }
}
