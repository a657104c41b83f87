package org.duress.cli.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.duress.Progress;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Bootstrap;
import org.duress.metric.MannWhitney;

/**
 * How well detectors that were trained on some subjects tell attacked from clean slices of others.
 *
 * @param area under the curve of true against false alarms over all slices, in [0, 1], mean over detectors; 0.5: not at
 *     all
 * @param interval of it, a bootstrap over the subjects judged and over the detectors together; NaN for one subject
 */
public record Detectability(double area, Bootstrap.Bounds interval) {

    /**
     * Subjects, clean and attacked.
     *
     * @param attacked the same in the same order; their slices are as large
     */
    public record Pair(List<Subject> clean, List<Subject> attacked) {
        public Pair {
            clean = List.copyOf(clean);
            attacked = List.copyOf(attacked);
        }
    }

    /**
     * How it is measured.
     *
     * @param steps of each detector's training
     * @param detectors how many are trained, each with a seed of its own
     */
    public record Effort(int steps, int detectors) {}

    /** Trains the detectors and judges them. */
    public static Detectability of(Pair training, Pair judged, Effort effort, long seed, Progress progress) {
        List<double[][]> wins = new ArrayList<>();
        for (int i = 0; i < effort.detectors(); i++) {
            Detector detector = Detector.trained(
                    slices(training.clean()), slices(training.attacked()), effort.steps(), seed + i, progress);
            wins.add(wins(logits(detector, judged.clean()), logits(detector, judged.attacked())));
        }
        return of(wins, pairs(judged), seed);
    }

    private static List<Slice> slices(List<Subject> subjects) {
        return subjects.stream().flatMap(subject -> subject.slices().stream()).toList();
    }

    private static List<double[]> logits(Detector detector, List<Subject> subjects) {
        return subjects.stream()
                .map(subject -> detector.logits(subject.slices()))
                .toList();
    }

    /** Of the slices of each clean and each attacked subject. */
    private static double[][] wins(List<double[]> clean, List<double[]> attacked) {
        return clean.stream()
                .map(one -> attacked.stream()
                        .mapToDouble(other -> MannWhitney.wins(one, other))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] pairs(Pair judged) {
        return judged.clean().stream()
                .map(one -> judged.attacked().stream()
                        .mapToDouble(other ->
                                (double) one.slices().size() * other.slices().size())
                        .toArray())
                .toArray(double[][]::new);
    }

    /**
     * From counts.
     *
     * @param wins for each detector, of the slices of each clean and each attacked subject
     * @param pairs of slices there are of each clean and each attacked subject
     */
    static Detectability of(List<double[][]> wins, double[][] pairs, long seed) {
        ToDoubleFunction<Bootstrap.Draw> area = draw -> Arrays.stream(draw.seeds())
                .mapToDouble(detector ->
                        sum(wins.get(detector), draw.subjects()) / sum(pairs, draw.subjects()))
                .average()
                .orElseThrow();
        return new Detectability(
                area.applyAsDouble(Bootstrap.Draw.all(pairs.length, wins.size())),
                Bootstrap.bounds(pairs.length, wins.size(), seed, area));
    }

    /** Over all pairs of a clean and an attacked subject that were drawn. */
    private static double sum(double[][] counts, int[] subjects) {
        double sum = 0;
        for (int clean : subjects) {
            for (int attacked : subjects) {
                sum += counts[clean][attacked];
            }
        }
        return sum;
    }
}
