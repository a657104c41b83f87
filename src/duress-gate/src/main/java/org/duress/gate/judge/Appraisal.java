package org.duress.gate.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.OpenImages;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.base.SideBySide;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.KeptAnswer;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.model.ImageBatch;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;
import org.duress.spec.CrossEntropyMean;
import org.duress.spec.RobustnessSpec;
import org.duress.store.Fingerprint;

/**
 * Appraises what is proposed for the slices of one batch: holds it to budget and realism, has it judged, and measures
 * what it cost and how real it looks. For one thread.
 */
public final class Appraisal {
    private final CrossEntropyMean mean;
    private final Budget budget;
    private final Judge judge;
    private final RealismJudge realism;
    private final ImageBatch images;
    private final List<CleanSlice> slices;
    private final KeptAnswer clean;
    private final Map<Question, Finding> known;
    private Optional<Candidate> untouched = Optional.empty();

    /**
     * An image of the batch under fields, which tells it from others without holding any of it.
     *
     * @param slice the clean one, of which each is an object of its own
     * @param fields SHA-256 (hex) of what is proposed
     */
    private record Question(CleanSlice slice, String fields) {
        static Question of(CleanSlice slice, Perturbation proposed) {
            return new Question(
                    slice,
                    new Fingerprint()
                            .add("deformation", proposed.deformation())
                            .add("intensity", proposed.intensity())
                            .hex());
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // one slice, not one that is like it
        public boolean equals(Object other) {
            return other instanceof Question question && slice == question.slice && fields.equals(question.fields);
        }

        @Override
        public int hashCode() {
            return fields.hashCode();
        }
    }

    /**
     * An appraisal.
     *
     * @param clean the model's answer to the clean images
     */
    public Appraisal(RobustnessSpec spec, Judge judge, RealismJudge realism, Batch batch, KeptAnswer clean) {
        this(
                spec.attack().vaeGan().losses().crossEntropyMean(),
                Budget.of(spec),
                judge,
                realism,
                batch.images(),
                batch.clean(clean::classMap, judge.sets()),
                clean,
                new HashMap<>());
    }

    private Appraisal(
            CrossEntropyMean mean,
            Budget budget,
            Judge judge,
            RealismJudge realism,
            ImageBatch images,
            List<CleanSlice> slices,
            KeptAnswer clean,
            Map<Question, Finding> known) {
        this.mean = mean;
        this.budget = budget;
        this.judge = judge;
        this.realism = realism;
        this.images = images;
        this.slices = slices;
        this.clean = clean;
        this.known = known;
    }

    /** Of some of the slices, any of them as often as wanted. */
    private Appraisal picked(int... places) {
        boolean all = Arrays.equals(places, IntStream.range(0, slices.size()).toArray());
        return all
                ? this
                : new Appraisal(
                        mean,
                        budget,
                        judge,
                        realism,
                        images.picked(places),
                        IntStream.of(places).mapToObj(slices::get).toList(),
                        clean.picked(places),
                        known);
    }

    /**
     * What somebody proposes for some of the slices.
     *
     * @param proposed for all of them
     * @param left those that are left alone, and stay as they are; the model is not asked about them
     */
    public List<Candidate> of(Optional<Contender> contender, List<Perturbation> proposed, BitSet left) {
        if (left.isEmpty()) {
            return of(contender, proposed);
        }
        int[] places =
                IntStream.range(0, slices.size()).filter(i -> !left.get(i)).toArray();
        Candidate unchanged = clean();
        if (places.length == 0) {
            return List.of(new Candidate(contender, unchanged.slices()));
        }
        OpenImages open = new OpenImages(images, left);
        return picked(places).of(contender, KeptFields.list(proposed.size(), k -> open.of(proposed.get(k)))).stream()
                .map(candidate -> unchanged.with(candidate, places))
                .toList();
    }

    /**
     * What somebody proposes. The model is not asked about an image again that it was asked about.
     *
     * @param proposed of which large ones are asked for one after the other
     */
    public List<Candidate> of(Optional<Contender> contender, List<Perturbation> proposed) {
        int together = Math.max(
                1,
                KeptFields.atOnce(proposed.size() * slices.size(), images.grid(), images.channels()) / slices.size());
        List<Candidate> candidates = new ArrayList<>();
        for (int from = 0; from < proposed.size(); from += together) {
            candidates.addAll(some(contender, proposed.subList(from, Math.min(proposed.size(), from + together))));
        }
        return candidates;
    }

    /** The slices of the batch, as they are and as they were answered. */
    public List<CleanSlice> slices() {
        return slices;
    }

    /**
     * An image that was not asked about yet.
     *
     * @param place of its slice
     */
    private record Fresh(int place, Question question, KeptFields proposed) {}

    /** Images that are asked about together, as they are judged. */
    private record Held(List<Trial> trials, List<RealismJudge.Scaled> slices) {}

    private List<Candidate> some(Optional<Contender> contender, List<Perturbation> proposed) {
        List<List<Question>> questions = new ArrayList<>();
        Map<Question, Fresh> fresh = new LinkedHashMap<>();
        for (Perturbation fields : proposed) {
            List<Question> row = SideBySide.each(slices.size(), i -> Question.of(slices.get(i), fields.one(i)));
            questions.add(row);
            for (int i = 0; i < row.size(); i++) {
                Question question = row.get(i);
                if (!known.containsKey(question) && !fresh.containsKey(question)) {
                    fresh.put(question, new Fresh(i, question, KeptFields.of(fields.one(i))));
                }
            }
        }
        ask(List.copyOf(fresh.values()));
        return questions.stream()
                .map(row ->
                        new Candidate(contender, row.stream().map(this::known).toList()))
                .toList();
    }

    private Finding known(Question question) {
        return Objects.requireNonNull(known.get(question), "it was asked");
    }

    /** As many together as the batch has slices. */
    private void ask(List<Fresh> fresh) {
        List<List<Fresh>> batches = new ArrayList<>();
        for (int from = 0; from < fresh.size(); from += slices.size()) {
            batches.add(fresh.subList(from, Math.min(fresh.size(), from + slices.size())));
        }
        List<Appraisal> parts = batches.stream()
                .map(batch -> picked(batch.stream().mapToInt(Fresh::place).toArray()))
                .toList();
        List<Held> held = new ArrayList<>();
        for (int b = 0; b < batches.size(); b++) {
            held.add(parts.get(b)
                    .held(Perturbation.joined(batches.get(b).stream()
                            .map(one -> one.proposed().fields())
                            .toList())));
        }
        List<JudgedBatch> judged =
                judge.judgeAll(held.stream().map(Held::trials).toList());
        for (int b = 0; b < batches.size(); b++) {
            List<Finding> found = parts.get(b).findings(held.get(b), judged.get(b));
            for (int i = 0; i < found.size(); i++) {
                known.put(batches.get(b).get(i).question(), found.get(i));
            }
        }
    }

    private Held held(Perturbation proposed) {
        RealismJudge.Held held = realism.hold(slices, budget.project(images, proposed));
        return new Held(trials(held.fields()), held.slices());
    }

    /** The clean images, which were segmented before, and always count. */
    public Candidate clean() {
        if (untouched.isEmpty()) {
            untouched = Optional.of(untouched());
        }
        return untouched.get();
    }

    private Candidate untouched() {
        List<Trial> trials = trials(Perturbation.none(images));
        List<RealismJudge.Scaled> whole = trials.stream()
                .map(trial -> new RealismJudge.Scaled(1, realism.of(trial).counting()))
                .toList();
        return new Candidate(
                Optional.empty(),
                findings(
                        new Held(trials, whole),
                        new JudgedBatch(images, clean.probabilities(), judge.judged(trials, clean::classMap))));
    }

    private List<Trial> trials(Perturbation fields) {
        return IntStream.range(0, slices.size())
                .mapToObj(i -> new Trial(slices.get(i), KeptFields.of(fields.one(i))))
                .toList();
    }

    private List<Finding> findings(Held held, JudgedBatch batch) {
        double[] percentiles = realism.percentiles(batch.images());
        float[] before = clean.probabilities();
        return SideBySide.each(slices.size(), i -> {
            Judged judged = batch.slices().get(i);
            RealismJudge.Scaled scaled = held.slices().get(i);
            double p = Perceived.perceptibility(images, batch.images().pixels(), i);
            return Finding.of(
                    judged,
                    new Finding.Cost(
                            p, spent(judged.trial().fields(), p, scaled), entropy(before, batch.probabilities(), i)),
                    scaled.realism().rated(percentiles[i]),
                    scaled.scale());
        });
    }

    /** Where realism held the fields back, they used what they may, however much of the budget is left. */
    private double spent(Perturbation fields, double perceptibility, RealismJudge.Scaled scaled) {
        double ofBudget = budget.spent(fields, perceptibility);
        return scaled.scale() < 1 ? Math.max(ofBudget, realism.spent(scaled.realism())) : ofBudget;
    }

    private MaskedCrossEntropy.Part entropy(float[] before, float[] answer, int image) {
        int pixels = images.grid().voxels();
        int offset = image * pixels * judge.sets().classes();
        return MaskedCrossEntropy.Part.of(mean, judge.sets(), before, offset, answer, offset, pixels);
    }
}
