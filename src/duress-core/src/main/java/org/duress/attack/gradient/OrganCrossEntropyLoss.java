package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.SoftDice;
import org.duress.spec.CrossEntropyMean;

/**
 * The {@link MaskedCrossEntropy} of one image over the pixels of one organ.
 *
 * @param organ its class
 * @param classes background included
 */
record OrganCrossEntropyLoss(int organ, int classes) implements FieldLoss {
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.ORGAN, classes);
        entropy.add(moved, offset, answer, offset, pixels);
        int group = organ - 1;
        if (!SoftDice.shows(entropy.mass(group))) {
            Arrays.fill(answerGradient, offset, offset + pixels * classes, 0);
            Arrays.fill(movedGradient, offset, offset + pixels * classes, 0);
            return 0;
        }
        double[] slopes = entropy.slopes();
        slopes[group] = 1 / entropy.mass(group);
        entropy.pullback(slopes, 0, moved, answer, offset, pixels, answerGradient, movedGradient);
        return entropy.value(group);
    }
}
