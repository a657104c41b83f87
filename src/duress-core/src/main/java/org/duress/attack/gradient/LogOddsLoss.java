package org.duress.attack.gradient;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.attack.WorstTrials;
import org.duress.base.OrganSets;
import org.duress.metric.LogOdds;
import org.duress.metric.SoftDice;

/**
 * The mean over the organs that show of the {@link LogOdds} of each.
 *
 * @param aim all organs or one, as in {@link WorstTrials}
 * @param sets which organs a class is
 */
record LogOddsLoss(int aim, OrganSets sets) implements FieldLoss {
    /** From these log-odds on a pixel is lost: s is 0.27 there. */
    private static final double LOST = 1;

    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        int end = offset + pixels * sets.classes();
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        double[] mass = new double[sets.organs() + 1];
        for (int at = offset; at < end; at += sets.classes()) {
            for (int organ = 1; organ < mass.length; organ++) {
                mass[organ] += sets.share(moved, at, organ);
            }
        }
        int[] organs = IntStream.range(1, mass.length)
                .filter(organ -> (aim == WorstTrials.ALL_ORGANS || aim == organ) && SoftDice.shows(mass[organ]))
                .toArray();
        double value = 0;
        for (int organ : organs) {
            value += LogOdds.addMean(
                            organ,
                            LOST,
                            moved,
                            answer,
                            offset,
                            pixels,
                            sets,
                            1.0 / organs.length,
                            answerGradient,
                            movedGradient)
                    / organs.length;
        }
        return value;
    }
}
