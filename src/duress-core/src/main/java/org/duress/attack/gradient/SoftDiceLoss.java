package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.metric.SoftDice;

/**
 * 1 - {@link SoftDice#mean()}: the organs shown count equally, whatever their size.
 *
 * @param classes background included
 */
record SoftDiceLoss(int classes) implements FieldLoss {
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        SoftDice dice = SoftDice.ofShown(moved, offset, answer, offset, pixels, classes);
        int end = offset + pixels * classes;
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        for (int c = 1; c < classes; c++) {
            if (dice.counts(c)) {
                for (int at = offset + c; at < end; at += classes) {
                    answerGradient[at] = (float) -dice.slope(c, answer[at], moved[at]);
                    movedGradient[at] = (float) -dice.slope(c, moved[at], answer[at]);
                }
            }
        }
        return 1 - dice.mean();
    }
}
