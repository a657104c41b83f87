package org.duress.model;

import java.util.Arrays;
import org.duress.base.Scope;

/**
 * Mean cross-entropy plus one minus mean soft Dice of the organs (smoothing 1), as a function of probabilities. This
 * Dice divides by the sums of probabilities and of labels, not of their squares as {@link org.duress.metric.SoftDice}
 * does: of hard labels it is the usual one, and what the shipped U-Nets were trained with.
 */
public final class SegmentationLoss {
    private static final float LEAST = 1e-7f;

    private SegmentationLoss() {}

    /**
     * The loss and its gradient.
     *
     * @param probabilities {@code [pixels, classes]}
     * @param truth class of each pixel; one that does not count ({@link Scope}) has no part in the loss
     * @param gradient receives dL/dprobabilities; overwritten
     */
    public static double of(float[] probabilities, byte[] truth, int classes, float[] gradient) {
        double[] intersection = new double[classes];
        double[] total = new double[classes];
        double crossEntropy = 0;
        int counting = 0;
        for (int p = 0; p < truth.length; p++) {
            int t = truth[p];
            if (!Scope.counts(truth[p])) {
                continue;
            }
            counting++;
            crossEntropy -= Math.log(Math.max(LEAST, probabilities[p * classes + t]));
            intersection[t] += probabilities[p * classes + t];
            total[t]++;
            for (int c = 1; c < classes; c++) {
                total[c] += probabilities[p * classes + c];
            }
        }
        crossEntropy /= Math.max(1, counting);
        double dice = 0;
        float[] missed = new float[classes];
        float[] hit = new float[classes];
        int organs = classes - 1;
        for (int c = 1; c < classes; c++) {
            double numerator = 2 * intersection[c] + 1;
            double denominator = total[c] + 1;
            dice += numerator / denominator / organs;
            // d(-dice)/dp, where the label is another class and where it is this one.
            missed[c] = (float) (numerator / (denominator * denominator) / organs);
            hit[c] = (float) (missed[c] - 2 / denominator / organs);
        }
        for (int p = 0; p < truth.length; p++) {
            int t = truth[p];
            if (!Scope.counts(truth[p])) {
                Arrays.fill(gradient, p * classes, (p + 1) * classes, 0);
                continue;
            }
            System.arraycopy(missed, 0, gradient, p * classes, classes);
            int at = p * classes + t;
            gradient[at] = hit[t] - 1 / (Math.max(LEAST, probabilities[at]) * counting);
        }
        return crossEntropy + 1 - dice;
    }
}
