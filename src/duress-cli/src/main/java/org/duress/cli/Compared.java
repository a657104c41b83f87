package org.duress.cli;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.duress.metric.Bootstrap;
import org.duress.metric.Bootstrap.Draw;
import org.duress.metric.Bootstrap.Scores;

/**
 * A number of two models on the same gate subjects.
 *
 * @param what it is
 * @param before of the model as it was
 * @param after of the other
 * @param difference 95 % interval of after minus before, by the bootstrap over subjects, the same ones for both; NaN
 *     for fewer than two subjects
 */
record Compared(String what, double before, double after, Bootstrap.Bounds difference) {
    /** One number, or the mean over organs of one, of what was drawn. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Measure {
        CLEAN(Scores::meanClean),
        ATTACKED(Scores::meanAttacked),
        FALL(Scores::drop);

        private final ToDoubleBiFunction<Scores, Draw> of;

        Measure(ToDoubleBiFunction<Scores, Draw> of) {
            this.of = of;
        }

        /** Mean over the organs that some drawn subject shows. */
        double mean(List<Scores> organs, Draw draw) {
            return organs.stream()
                    .mapToDouble(organ -> of.applyAsDouble(organ, draw))
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(0);
        }
    }

    /**
     * Of the mean over organs.
     *
     * @param before one an organ; at least one
     * @param after of the same organs, subjects and seeds
     */
    static Compared of(String what, Measure measure, List<Scores> before, List<Scores> after, long seed) {
        int subjects = before.get(0).clean().length;
        int seeds = before.get(0).attacked().length;
        Draw all = Draw.all(subjects, seeds);
        return new Compared(
                what,
                measure.mean(before, all),
                measure.mean(after, all),
                Bootstrap.bounds(
                        subjects, seeds, seed, draw -> measure.mean(after, draw) - measure.mean(before, draw)));
    }

    /** {@code 0.312 | 0.121 | -0.191 [-0.240, -0.139]}, without the name. */
    List<String> cells() {
        String change = EvidenceTable.format("%+.3f", after - before);
        return List.of(
                EvidenceTable.format("%.3f", before),
                EvidenceTable.format("%.3f", after),
                Double.isNaN(difference.low())
                        ? change
                        : change + EvidenceTable.format(" [%+.3f, %+.3f]", difference.low(), difference.high()));
    }
}
