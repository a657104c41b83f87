package org.duress.metric;

import java.util.function.ToDoubleBiFunction;
import org.duress.metric.Bootstrap.Bounds;
import org.duress.metric.Bootstrap.Draw;

/**
 * How far the change from one run to another could lie from what these subjects say: the percentile bootstrap of {@link
 * Bootstrap}, the same subjects drawn for both runs, so that what differs from subject to subject and not from run to
 * run cancels.
 *
 * @param clean interval of the mean of the clean values now, minus that before
 * @param attacked the same of the attacked values
 * @param drop interval of the relative fall now, minus that before
 */
public record PairedBootstrap(Bounds clean, Bounds attacked, Bounds drop) {
    /**
     * One run over the subjects that count, for one organ.
     *
     * @param clean one a subject, for example its Dice
     * @param attacked the same subjects in the same order
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    public record Run(double[] clean, double[] attacked) {
        public Run {
            if (clean.length != attacked.length) {
                throw new IllegalArgumentException(
                        clean.length + " clean and " + attacked.length + " attacked values make no pairs");
            }
        }

        private static double mean(double[] values, Draw draw) {
            double sum = 0;
            for (int i : draw.subjects()) {
                sum += values[i];
            }
            return sum / draw.subjects().length;
        }

        private double meanClean(Draw draw) {
            return mean(clean, draw);
        }

        private double meanAttacked(Draw draw) {
            return mean(attacked, draw);
        }

        private double drop(Draw draw) {
            return RelativeDrop.of(meanClean(draw), meanAttacked(draw));
        }
    }

    /**
     * Resamples subjects with replacement.
     *
     * @param before the same subjects in the same order as {@code now}, sorted by id
     * @param seed the same seed and values give the same bounds
     * @return NaN bounds for fewer than two subjects
     */
    public static PairedBootstrap of(Run before, Run now, long seed) {
        if (before.clean().length != now.clean().length) {
            throw new IllegalArgumentException(
                    before.clean().length + " subjects before and " + now.clean().length + " now make no pairs");
        }
        return new PairedBootstrap(
                bounds(before, now, seed, Run::meanClean),
                bounds(before, now, seed, Run::meanAttacked),
                bounds(before, now, seed, Run::drop));
    }

    private static Bounds bounds(Run before, Run now, long seed, ToDoubleBiFunction<Run, Draw> statistic) {
        return Bootstrap.bounds(
                now.clean().length,
                1,
                seed,
                draw -> statistic.applyAsDouble(now, draw) - statistic.applyAsDouble(before, draw));
    }
}
