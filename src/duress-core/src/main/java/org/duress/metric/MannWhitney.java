package org.duress.metric;

/**
 * How well scores tell two groups apart: the area under the curve of true against false alarms over all thresholds,
 * which is the share of pairs, one of each group, in which the score of the second is higher (Mann and Whitney 1947).
 */
public final class MannWhitney {
    private MannWhitney() {}

    /**
     * Pairs in which the second has the higher score; a tie is half a one.
     *
     * @param first scores of one group, finite
     * @param second scores of the other
     */
    public static double wins(double[] first, double[] second) {
        double wins = 0;
        for (double low : first) {
            for (double high : second) {
                wins += high > low ? 1 : high == low ? 0.5 : 0;
            }
        }
        return wins;
    }

    /**
     * The area.
     *
     * @param first scores of one group, finite, at least one
     * @param second scores of the other, at least one
     * @return in [0, 1]: 0.5 where the scores say nothing, 1 where all of the second group are higher
     */
    public static double area(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException("an area needs scores of both groups");
        }
        return wins(first, second) / ((double) first.length * second.length);
    }
}
