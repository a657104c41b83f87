package org.duress.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap over subjects (Efron 1979): how far the mean attacked Dice and the relative fall could lie from
 * what these subjects say.
 *
 * <p>Clean and attacked are resampled in pairs, the same subjects for both. The plain percentile interval, not BCa: the
 * acceleration of BCa is a third moment of the jackknife, which the few subjects of a test do not carry, and it is
 * undefined where all subjects agree. The price is an interval that is too narrow for few subjects, by about
 * sqrt((n - 1) / n): read it as a lower bound of the doubt. One subject has no interval.
 *
 * @param attacked interval of the mean of the attacked values
 * @param drop interval of (mean clean - mean attacked) / mean clean; 0 in a resample whose clean mean is 0
 */
public record Bootstrap(Bounds attacked, Bounds drop) {
    /** Resamples that are drawn. */
    public static final int RESAMPLES = 2000;

    /** Share of the resamples between the bounds. */
    public static final double CONFIDENCE = 0.95;

    /**
     * An interval, both ends included.
     *
     * @param low lower bound; NaN where there is none
     * @param high upper bound; NaN where there is none
     */
    public record Bounds(double low, double high) {}

    /**
     * Values of the same subjects, for one organ.
     *
     * @param clean one a subject, for example its Dice; NaN for one that does not count
     * @param attacked {@code [seed][subject]}, the same subjects in the same order under each seed of an attack
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    public record Scores(double[] clean, double[][] attacked) {
        public Scores {
            for (double[] one : attacked) {
                if (clean.length != one.length) {
                    throw new IllegalArgumentException(
                            clean.length + " clean and " + one.length + " attacked values make no pairs");
                }
            }
        }

        /** Those of the subjects that have a number everywhere. */
        private Scores counting() {
            int[] counting = IntStream.range(0, clean.length)
                    .filter(i ->
                            !Double.isNaN(clean[i]) && Arrays.stream(attacked).noneMatch(one -> Double.isNaN(one[i])))
                    .toArray();
            return new Scores(
                    some(clean, counting),
                    Arrays.stream(attacked).map(one -> some(one, counting)).toArray(double[][]::new));
        }

        private static double[] some(double[] values, int[] places) {
            return IntStream.of(places).mapToDouble(i -> values[i]).toArray();
        }

        /** Mean over seeds and subjects; those without a number are left out. */
        public double meanAttacked() {
            return of(Draw.all(clean.length, attacked.length)).meanAttacked();
        }

        /** The fall of the mean over subjects, mean over seeds. */
        public double drop() {
            return of(Draw.all(clean.length, attacked.length)).drop();
        }

        /** Mean clean value of what was drawn. */
        public double meanClean(Draw draw) {
            Sums sums = of(draw);
            return sums.clean() / sums.pairs();
        }

        /** As {@link #meanAttacked()}, of what was drawn. */
        public double meanAttacked(Draw draw) {
            return of(draw).meanAttacked();
        }

        /** As {@link #drop()}, of what was drawn. */
        public double drop(Draw draw) {
            return of(draw).drop();
        }

        private Sums of(Draw draw) {
            double cleanSum = 0;
            double attackedSum = 0;
            int pairs = 0;
            for (int i : draw.subjects()) {
                double sum = 0;
                for (int k : draw.seeds()) {
                    sum += attacked[k][i];
                }
                if (!Double.isNaN(clean[i]) && !Double.isNaN(sum)) {
                    cleanSum += clean[i];
                    attackedSum += sum / draw.seeds().length;
                    pairs++;
                }
            }
            return new Sums(cleanSum, attackedSum, pairs);
        }
    }

    /** Over the pairs that were drawn and count; without any, means are NaN. */
    private record Sums(double clean, double attacked, int pairs) {
        double meanAttacked() {
            return attacked / pairs;
        }

        double drop() {
            return pairs == 0 ? Double.NaN : RelativeDrop.of(clean, attacked);
        }
    }

    /** Places of what was drawn, each as often as it was. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    public record Draw(int[] subjects, int[] seeds) {
        /** Each once. */
        public static Draw all(int subjects, int seeds) {
            return new Draw(
                    IntStream.range(0, subjects).toArray(),
                    IntStream.range(0, seeds).toArray());
        }

        static Draw of(int subjects, int seeds, Random random) {
            return new Draw(draw(subjects, random), seeds == 1 ? new int[1] : draw(seeds, random));
        }

        private static int[] draw(int count, Random random) {
            int[] drawn = new int[count];
            for (int i = 0; i < count; i++) {
                drawn[i] = random.nextInt(count);
            }
            return drawn;
        }
    }

    /**
     * Resamples subjects with replacement.
     *
     * <p>The outcome depends on the order, as every seeded draw does: sort the subjects by id.
     *
     * @param clean one value a subject, for example its Dice
     * @param attacked the same subjects in the same order; a pair with a NaN is left out
     * @param seed the same seed and values give the same bounds
     * @return NaN bounds for fewer than two pairs
     */
    public static Bootstrap of(double[] clean, double[] attacked, long seed) {
        return of(new Scores(clean, new double[][] {attacked}), seed);
    }

    /**
     * Resamples subjects and, each by itself, the seeds of an attack, both with replacement; a resample is the mean
     * over all pairs of a drawn subject and a drawn seed (the pigeonhole bootstrap of Owen 2007). The subjects are the
     * same under every seed: to draw them anew for each would take four subjects under four seeds for sixteen.
     *
     * @param scores a subject with a NaN is left out
     * @param seed the same seed and values give the same bounds
     * @return NaN bounds for fewer than two subjects
     */
    public static Bootstrap of(Scores scores, long seed) {
        Scores counting = scores.counting();
        int subjects = counting.clean().length;
        int seeds = counting.attacked().length;
        return new Bootstrap(
                bounds(subjects, seeds, seed, draw -> counting.of(draw).meanAttacked()),
                bounds(subjects, seeds, seed, draw -> counting.of(draw).drop()));
    }

    /**
     * The interval of the mean over organs of the relative fall, resampled as by {@link #of(Scores, long)}, the same
     * subjects and seeds for all organs. In a resample without a subject that shows an organ, the others are the mean.
     *
     * @param organs of the same subjects and seeds; at least one
     */
    public static Bounds meanDrop(List<Scores> organs, long seed) {
        Scores first = organs.get(0);
        return bounds(
                first.clean().length,
                first.attacked().length,
                seed,
                draw -> organs.stream()
                        .mapToDouble(organ -> organ.of(draw).drop())
                        .filter(drop -> !Double.isNaN(drop))
                        .average()
                        .orElse(0));
    }

    /**
     * The interval of any statistic, resampled as by {@link #of(Scores, long)}.
     *
     * @param subjects how many there are
     * @param seeds how many things there are that were repeated with every subject
     * @return NaN bounds for fewer than two subjects
     */
    public static Bounds bounds(int subjects, int seeds, long seed, ToDoubleFunction<Draw> statistic) {
        if (subjects < 2) {
            return new Bounds(Double.NaN, Double.NaN);
        }
        Random random = new Random(seed);
        double[] values = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            values[r] = statistic.applyAsDouble(Draw.of(subjects, seeds, random));
        }
        return bounds(values);
    }

    private static Bounds bounds(double[] values) {
        Arrays.sort(values);
        double tail = (1 - CONFIDENCE) / 2;
        return new Bounds(quantile(values, tail), quantile(values, 1 - tail));
    }

    /** Linear between the two nearest order statistics (type 7 of Hyndman and Fan 1996). */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
