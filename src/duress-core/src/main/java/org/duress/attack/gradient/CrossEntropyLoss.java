package org.duress.attack.gradient;

import org.duress.metric.MaskedCrossEntropy;
import org.duress.spec.CrossEntropyMean;

/**
 * The {@link MaskedCrossEntropy} of one image, without a target: the more the better.
 *
 * @param mean over what is averaged; of one image {@code BATCH} and {@code IMAGE} are the same
 * @param classes background included
 */
record CrossEntropyLoss(CrossEntropyMean mean, int classes) implements FieldLoss {
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, classes);
        entropy.add(moved, offset, answer, offset, pixels);
        int[] present = entropy.present();
        double[] slopes = entropy.slopes();
        for (int group : present) {
            slopes[group] = 1 / (entropy.mass(group) * present.length);
        }
        entropy.pullback(slopes, 0, moved, answer, offset, pixels, answerGradient, movedGradient);
        return entropy.value();
    }
}
