package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.metric.SoftDice;

/**
 * 1 - {@link SoftDice} of one organ.
 *
 * @param organ its class
 * @param classes background included
 */
record OrganDiceLoss(int organ, int classes) implements FieldLoss {
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        SoftDice dice = SoftDice.ofShown(moved, offset, answer, offset, pixels, classes);
        int end = offset + pixels * classes;
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        if (!dice.counts(organ)) {
            return 0;
        }
        for (int at = offset + organ; at < end; at += classes) {
            answerGradient[at] = (float) -dice.organSlope(organ, answer[at], moved[at]);
            movedGradient[at] = (float) -dice.organSlope(organ, moved[at], answer[at]);
        }
        return 1 - dice.of(organ);
    }
}
