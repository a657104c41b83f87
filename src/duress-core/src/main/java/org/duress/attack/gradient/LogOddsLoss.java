package org.duress.attack.gradient;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.attack.WorstTrials;
import org.duress.metric.SoftDice;

/**
 * How far the pixels of organs are from being answered as what the moved clean answer says: of each pixel the log-odds
 * of all other classes against its organ's, {@code log((1 - s) / s)}, but no more than {@link #LOST}; the mean over the
 * pixels of each organ, each weighed by what the clean answer gives to the organ there, then over the organs that show.
 *
 * <p>Of a softmax the log-odds have the slope 1 in the organ's logit however certain the answer is, where the
 * cross-entropy's vanishes as {@code 1 - s}: so it leads away from answers that are sure, too. A pixel that is lost
 * already counts no more, as in the masked losses of SEA (Croce et al. 2024), and the rest of the budget goes to those
 * that are not.
 *
 * @param aim all organs or one, as in {@link WorstTrials}
 * @param classes background included
 */
record LogOddsLoss(int aim, int classes) implements FieldLoss {
    /** From these log-odds on a pixel is lost: s is 0.27 there. */
    private static final double LOST = 1;
    /** Logarithms are taken of at least this, which logits 46 apart give. */
    private static final double LEAST = 1e-20;

    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        int end = offset + pixels * classes;
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        double[] mass = new double[classes];
        for (int k = offset; k < end; k++) {
            mass[(k - offset) % classes] += moved[k];
        }
        int[] organs = IntStream.range(1, classes)
                .filter(organ -> (aim == WorstTrials.ALL_ORGANS || aim == organ) && SoftDice.shows(mass[organ]))
                .toArray();
        double value = 0;
        for (int organ : organs) {
            double mean = 0;
            for (int at = offset; at < end; at += classes) {
                mean += moved[at + organ] * Odds.of(answer, at, organ, classes).lost() / mass[organ];
            }
            double share = 1 / (mass[organ] * organs.length);
            for (int at = offset; at < end; at += classes) {
                Odds odds = Odds.of(answer, at, organ, classes);
                movedGradient[at + organ] += (float) (share * (odds.lost() - mean));
                if (odds.lost() < LOST) {
                    double weight = share * moved[at + organ];
                    for (int c = 0; c < classes; c++) {
                        answerGradient[at + c] += (float) (weight * (c == organ ? -1 / odds.own : 1 / odds.others));
                    }
                }
            }
            value += mean / organs.length;
        }
        return value;
    }

    /**
     * What one pixel's answer gives to an organ, and to all other classes.
     *
     * @param own at least {@link #LEAST}
     * @param others at least {@link #LEAST}
     */
    private record Odds(double own, double others) {
        /** The others are summed up, for 1 less the organ's own loses what is left of them where the answer is sure. */
        static Odds of(float[] answer, int at, int organ, int classes) {
            double others = 0;
            for (int c = 0; c < classes; c++) {
                others += c == organ ? 0 : answer[at + c];
            }
            return new Odds(Math.max(LEAST, answer[at + organ]), Math.max(LEAST, others));
        }

        double lost() {
            return Math.min(LOST, Math.log(others / own));
        }
    }
}
