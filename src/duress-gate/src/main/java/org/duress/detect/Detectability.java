package org.duress.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.duress.Progress;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Bootstrap;
import org.duress.metric.MannWhitney;
import org.duress.spec.Reference;

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
     * What one detector is trained and judged on: the attacks under one seed.
     *
     * @param judged the same clean subjects in every case
     * @param seed of the detector
     */
    public record Case(Pair training, Pair judged, long seed) {
        /** The same with clean images that are disguised too, however little that hurts. */
        public Case with(Disguise.Fields clean) {
            return new Case(with(clean, training), with(clean, judged), seed);
        }

        private static Pair with(Disguise.Fields clean, Pair pair) {
            return new Pair(Disguise.of(pair.clean(), clean, Reference.WARPED), pair.attacked());
        }
    }

    /**
     * Trains a detector for each case and judges it.
     *
     * @param steps of each training
     */
    public static Detectability of(List<Case> cases, int steps, Progress progress) {
        List<double[][]> wins = new ArrayList<>();
        for (Case one : cases) {
            Detector detector = Detector.trained(
                    slices(one.training().clean()), slices(one.training().attacked()), steps, one.seed(), progress);
            wins.add(wins(
                    logits(detector, one.judged().clean()),
                    logits(detector, one.judged().attacked())));
        }
        return of(wins, pairs(cases.get(0).judged()), cases.get(0).seed());
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
                .mapToDouble(detector -> sum(wins.get(detector), draw.subjects()) / sum(pairs, draw.subjects()))
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
