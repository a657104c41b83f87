package org.duress.gate;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.KeptFields;
import org.duress.data.Cohort;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.gate.judge.Judge;
import org.duress.metric.Dice;
import org.duress.model.SegmentationModel;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * A model on which attacks that were found on others are judged, as they are: nothing is searched on it. For one
 * thread; the model stays open.
 */
public final class TransferTarget {
    private final RobustnessSpec spec;
    private final TransferSetting setting;
    private final String fingerprint;
    private final Judge judge;
    private final Baseline baseline;

    private TransferTarget(
            RobustnessSpec spec, TransferSetting setting, String fingerprint, Judge judge, Baseline baseline) {
        this.spec = spec;
        this.setting = setting;
        this.fingerprint = fingerprint;
        this.judge = judge;
        this.baseline = baseline;
    }

    /**
     * Volume Dice of the gate subjects.
     *
     * @param organs their names
     * @param subjects ids, in the order of the cohort
     * @param clean for each organ one value a subject, of the unperturbed images; NaN where the label does not show it
     * @param attacked the same of the perturbed images, for each organ those that were worst for it where they were
     *     found
     */
    public record Scores(
            List<String> organs, List<String> subjects, List<List<Double>> clean, List<List<Double>> attacked) {
        public Scores {
            organs = List.copyOf(organs);
            subjects = List.copyOf(subjects);
            clean = List.copyOf(clean);
            attacked = List.copyOf(attacked);
        }
    }

    /**
     * Measures what the model does with the unperturbed gate subjects.
     *
     * @throws DuressException as {@link RobustnessGate#run} for model, classes and size
     */
    public static TransferTarget of(RobustnessSpec spec, SegmentationModel model, Cohort cohort, Progress listener) {
        Opened opened = Opened.of(spec, model, cohort, "", listener);
        Segmenter segmenter = opened.segmenter();
        Answered answered = Answered.anew(opened, opened.batches());
        Baseline baseline = Baseline.measure(
                WorkSource.HERE.of(new CleanWork(answered)),
                answered.batches(),
                opened.organs(),
                answered.sets(),
                listener);
        return new TransferTarget(
                spec, TransferSetting.of(spec, cohort), opened.counted().fingerprint(), new Judge(segmenter), baseline);
    }

    /** Of the spec. */
    public String name() {
        return spec.name();
    }

    /** Of the model. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Judges what was found on a model, this one or another.
     *
     * @throws DuressException if it was found on another cohort, with other organs, on another size, or is compared
     *     with other labels
     */
    public Scores judge(FoundAttacks found, Progress listener) {
        found.setting().require(setting);
        List<String> organs = baseline.organs();
        SubjectCounts attacked = new SubjectCounts(organs.size());
        List<Batch> batches = baseline.batches();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all attacks were judged");
            Batch batch = batches.get(b);
            List<CleanSlice> slices = batch.clean(baseline.answers().get(b)::classMap, baseline.sets());
            List<List<Dice>> left = left(slices, found);
            left.forEach(slice -> attacked.add(batch.subject(), slice));
            listener.step(found.name() + " on " + spec.name(), b + 1, batches.size(), batch.named());
        }
        List<String> subjects = baseline.counts().subjects();
        return new Scores(
                organs,
                subjects,
                each(organs.size(), organ -> scores(baseline.counts(), organ)),
                each(organs.size(), organ -> scores(attacked, organ)));
    }

    private static <T> List<T> each(int count, IntFunction<T> function) {
        return IntStream.range(0, count).mapToObj(function).toList();
    }

    private List<Double> scores(SubjectCounts counts, int organ) {
        return baseline.counts().subjects().stream()
                .map(subject -> baseline.counts().shows(subject, organ)
                        ? counts.score(subject, organ)
                        : Double.valueOf(Double.NaN))
                .toList();
    }

    /** What is left of each organ on each slice of a batch; images that are worst for several are asked about once. */
    private List<List<Dice>> left(List<CleanSlice> slices, FoundAttacks found) {
        List<List<Optional<KeptFields>>> worst =
                slices.stream().map(slice -> found.worst(slice.slice().name())).toList();
        List<Trial> trials = new ArrayList<>();
        List<IdentityHashMap<KeptFields, Integer>> places = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            CleanSlice slice = slices.get(i);
            IdentityHashMap<KeptFields, Integer> own = new IdentityHashMap<>();
            worst.get(i).stream()
                    .flatMap(Optional::stream)
                    .forEach(fields -> own.computeIfAbsent(fields, fresh -> {
                        trials.add(new Trial(slice, fields));
                        return trials.size() - 1;
                    }));
            places.add(own);
        }
        List<Judged> judged = new ArrayList<>();
        for (int from = 0; from < trials.size(); from += slices.size()) {
            judged.addAll(judge.judge(trials.subList(from, Math.min(trials.size(), from + slices.size())))
                    .slices());
        }
        Reference reference = spec.gate().reference();
        return each(
                slices.size(),
                i -> each(
                        worst.get(i).size(),
                        organ -> worst.get(i)
                                .get(organ)
                                .map(fields -> judged.get(Objects.requireNonNull(
                                                places.get(i).get(fields)))
                                        .against(reference)
                                        .get(organ))
                                .orElse(slices.get(i).dice().get(organ))));
    }
}
