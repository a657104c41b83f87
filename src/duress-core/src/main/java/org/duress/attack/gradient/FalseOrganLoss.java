package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.base.OrganSets;

/**
 * How much is drawn of an organ that the clean answer does not show: the logarithm of its probabilities' sum. Of a
 * softmax it has a slope however small the probabilities are, most where the organ is least unlikely.
 *
 * @param organ its number
 * @param sets which organs a class is
 */
record FalseOrganLoss(int organ, OrganSets sets) implements FieldLoss {
    /** Added to the sum, in pixels. */
    private static final double LEAST = 1e-9;

    /** The loss without an organ anywhere is the logarithm of the least sum. */
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        int classes = sets.classes();
        int end = offset + pixels * classes;
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        double drawn = LEAST;
        for (int at = offset; at < end; at += classes) {
            drawn += sets.share(answer, at, organ);
        }
        for (int at = offset; at < end; at += classes) {
            sets.addSlope(answerGradient, at, organ, 1 / drawn);
        }
        return Math.log(drawn);
    }
}
