package org.duress.attack.substitute;

import org.duress.base.OrganSets;
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
     * @param sets which organs a class is
     * @param gradient receives dL/danswers; overwritten
     */
    static double of(float[] answers, float[] targets, OrganSets sets, float[] gradient) {
        int classes = sets.classes();
        int pixels = targets.length / classes;
        SoftDice dice = SoftDice.smoothed(targets, answers, sets);
        double crossEntropy = 0;
        for (int i = 0; i < targets.length; i++) {
            double a = Math.max(LEAST, answers[i]);
            double t = targets[i];
            if (t > 0) {
                crossEntropy -= t * Math.log(a);
            }
            gradient[i] = (float) (-t / a / pixels);
        }
        for (int at = 0; at < targets.length; at += classes) {
            for (int organ = 1; organ <= sets.organs(); organ++) {
                double slope = dice.slope(organ, sets.share(answers, at, organ), sets.share(targets, at, organ));
                sets.addSlope(gradient, at, organ, -slope);
            }
        }
        return crossEntropy / pixels + 1 - dice.mean();
    }
}
