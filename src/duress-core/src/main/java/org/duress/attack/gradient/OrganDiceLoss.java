package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.base.OrganSets;
import org.duress.metric.SoftDice;

/**
 * 1 - {@link SoftDice} of one organ.
 *
 * @param organ its number
 * @param sets which organs a class is
 */
record OrganDiceLoss(int organ, OrganSets sets) implements FieldLoss {
    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        SoftDice dice = SoftDice.ofShown(moved, offset, answer, offset, pixels, sets);
        int classes = sets.classes();
        int end = offset + pixels * classes;
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        if (!dice.counts(organ)) {
            return 0;
        }
        for (int at = offset; at < end; at += classes) {
            double own = sets.share(answer, at, organ);
            double clean = sets.share(moved, at, organ);
            sets.addSlope(answerGradient, at, organ, -dice.organSlope(organ, own, clean));
            sets.addSlope(movedGradient, at, organ, -dice.organSlope(organ, clean, own));
        }
        return 1 - dice.of(organ);
    }
}
