package org.duress.attack.substitute;

/**
 * How far a substitute's answers are from the model's: mean cross-entropy with soft targets (Hinton et al. 2015), plus
 * one minus the mean {@link org.duress.metric.SoftDice} of the organs in the batch, without which a small organ is
 * learnt late. Both are least where the answers are equal.
 */
final class DistillationLoss {
    private static final float LEAST = 1e-7f;
    /** In pixels: an organ that hardly shows counts little. */
    private static final double SMOOTH = 1;

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
        double[] both = new double[classes];
        double[] squares = new double[classes];
        double crossEntropy = 0;
        for (int i = 0; i < targets.length; i++) {
            double a = Math.max(LEAST, answers[i]);
            double t = targets[i];
            if (t > 0) {
                crossEntropy -= t * Math.log(a);
            }
            gradient[i] = (float) (-t / a / pixels);
            int c = i % classes;
            both[c] += answers[i] * t;
            squares[c] += (double) answers[i] * answers[i] + t * t;
        }
        double dice = 0;
        int organs = classes - 1;
        double[] numerator = new double[classes];
        double[] denominator = new double[classes];
        for (int c = 1; c < classes; c++) {
            numerator[c] = 2 * both[c] + SMOOTH;
            denominator[c] = squares[c] + SMOOTH;
            dice += numerator[c] / denominator[c] / organs;
        }
        for (int i = 0; i < targets.length; i++) {
            int c = i % classes;
            if (c > 0) {
                double slope = 2
                        * (targets[i] * denominator[c] - answers[i] * numerator[c])
                        / (denominator[c] * denominator[c]);
                gradient[i] -= (float) (slope / organs);
            }
        }
        return crossEntropy / pixels + 1 - dice;
    }
}
