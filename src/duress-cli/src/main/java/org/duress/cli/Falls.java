package org.duress.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.duress.metric.Bootstrap;
import org.duress.metric.Bootstrap.Scores;
import org.duress.result.Evidence;
import org.duress.result.SubjectDice;

/**
 * How far organs fell: mean over gate subjects and attack seeds, with 95 % intervals of the bootstrap over both
 * ({@link Bootstrap#of(Scores, long)}). A cell has the change of the Dice, and in brackets the interval of the fall.
 *
 * @param organs in the order of the spec; the same subjects and seeds for all, NaN where a subject lacks the organ
 * @param seed of the bootstrap
 */
record Falls(List<Scores> organs, long seed) {
    /** What is left of an organ. */
    @FunctionalInterface
    interface Attacked {
        /** Dice of an organ in a subject that shows it. */
        double dice(Evidence evidence, int organ, String subject);
    }

    /**
     * From runs of one spec that differ in the attack's seed.
     *
     * @param runs at least one, in each of which something was tried
     */
    static Falls of(List<Evidence> runs, long seed, Attacked attacked) {
        Evidence first = runs.get(0);
        List<Scores> organs = new ArrayList<>();
        for (int organ = 0; organ < first.organs().size(); organ++) {
            int place = organ;
            organs.add(new Scores(
                    first.gateSubjects().stream()
                            .mapToDouble(subject -> shows(first, place, subject)
                                    ? dice(first, place, subject).clean()
                                    : Double.NaN)
                            .toArray(),
                    runs.stream()
                            .map(run -> first.gateSubjects().stream()
                                    .mapToDouble(subject -> shows(first, place, subject)
                                            ? attacked.dice(run, place, subject)
                                            : Double.NaN)
                                    .toArray())
                            .toArray(double[][]::new)));
        }
        return new Falls(organs, seed);
    }

    /** Whether the label does: what is drawn where there is no organ has a Dice too. */
    private static boolean shows(Evidence evidence, int organ, String subject) {
        return evidence.strength().contenders().stream()
                .anyMatch(contender -> contender.organs().get(organ).subjects().containsKey(subject));
    }

    static SubjectDice dice(Evidence evidence, int organ, String subject) {
        return Objects.requireNonNull(evidence.subjectDice().get(subject), subject)
                .get(organ);
    }

    /** Mean over organs of the relative fall. */
    double meanDrop() {
        return organs.stream().mapToDouble(Scores::drop).average().orElse(0);
    }

    /** {@code -33.0 % [20.1, 48.7]}: the mean over organs. */
    String mean() {
        return fall(meanDrop(), Bootstrap.meanDrop(organs, seed));
    }

    /** {@code -33.0 % [20.1, 48.7]}: one organ. */
    String fall(int organ) {
        Scores scores = organs.get(organ);
        return fall(scores.drop(), Bootstrap.of(scores, seed).drop());
    }

    /**
     * Whether less is left of an organ than under something else, by the whole interval of the difference, which is
     * taken for each subject and seed.
     *
     * @param others of the same organs, subjects and seeds
     */
    boolean below(Falls others, int organ) {
        double[][] own = organs.get(organ).attacked();
        double[][] theirs = others.organs.get(organ).attacked();
        double[][] less = new double[own.length][];
        for (int k = 0; k < own.length; k++) {
            less[k] = theirs[k].clone();
            for (int i = 0; i < less[k].length; i++) {
                less[k][i] -= own[k][i];
            }
        }
        Scores difference = new Scores(organs.get(organ).clean(), less);
        return Bootstrap.of(difference, seed).attacked().low() > 0;
    }

    /** {@code 56.05 [50.10, 61.33]}: what is left of the Dice of one organ, in percent. */
    String left(int organ) {
        Scores scores = organs.get(organ);
        return format(
                "%.2f",
                scores.meanAttacked(), "%.2f", Bootstrap.of(scores, seed).attacked());
    }

    private static String fall(double drop, Bootstrap.Bounds bounds) {
        return format("%+.1f %%", -drop, "%.1f", bounds);
    }

    private static String format(String first, double value, String bound, Bootstrap.Bounds bounds) {
        String alone = EvidenceTable.format(first, 100 * value);
        return Double.isNaN(bounds.low())
                ? alone
                : alone
                        + EvidenceTable.format(
                                " [" + bound + ", " + bound + "]", 100 * bounds.low(), 100 * bounds.high());
    }
}
