package org.duress.gate.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.OutOfRange;
import org.duress.result.slice.Trial;

/** From where to where the clean intensities of each subject go; looked up when they are first asked for. */
public final class CleanRanges {
    /** A slice's subject has no others. */
    static final CleanRanges ALONE = new CleanRanges(Map.of());

    private final Map<String, Subject> subjects;
    private final Map<String, Range> known = new ConcurrentHashMap<>();

    /** An entry a channel. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Range(double[] low, double[] high) {
        static Range of(List<Slice> slices) {
            int channels = slices.get(0).channels();
            Range range = new Range(new double[channels], new double[channels]);
            Arrays.fill(range.low, Double.POSITIVE_INFINITY);
            Arrays.fill(range.high, Double.NEGATIVE_INFINITY);
            for (Slice slice : slices) {
                float[] image = slice.image();
                for (int i = 0; i < image.length; i++) {
                    range.low[i % channels] = Math.min(range.low[i % channels], image[i]);
                    range.high[i % channels] = Math.max(range.high[i % channels], image[i]);
                }
            }
            return range;
        }
    }

    private CleanRanges(Map<String, Subject> subjects) {
        this.subjects = subjects;
    }

    /** Those of some subjects, each over all its slices. */
    public static CleanRanges of(List<Subject> subjects) {
        return new CleanRanges(subjects.stream().collect(Collectors.toMap(Subject::id, Function.identity())));
    }

    /**
     * The share of an image's points that a perturbation has pushed outside the clean range of its subject; of several
     * channels the largest.
     *
     * @param attacked I_DV, {@code [grid, channels]}
     * @return in [0, 1]
     */
    double outside(Trial trial, float[] attacked) {
        Subject subject = subjects.get(trial.clean().subject());
        Range range = subject == null
                ? Range.of(List.of(trial.slice()))
                : known.computeIfAbsent(subject.id(), id -> Range.of(subject.slices()));
        double most = 0;
        for (int c = 0; c < range.low().length; c++) {
            most = Math.max(most, OutOfRange.share(attacked, c, range.low().length, range.low()[c], range.high()[c]));
        }
        return most;
    }
}
