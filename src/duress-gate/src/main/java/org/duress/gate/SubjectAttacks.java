package org.duress.gate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.duress.Progress;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.attack.RandomControl;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;

/**
 * The attacks of a spec on subjects of its cohort, gate or attacker, with no judgement: for studies of what attacked
 * images are like, and for training on them. For one thread.
 */
public final class SubjectAttacks implements AutoCloseable {
    private final Opened opened;
    private final PreparedAttack prepared;
    private final Budget budget;
    private final Map<Contender, Attack> attacks = new EnumMap<>(Contender.class);
    private Optional<RealismJudge> realism = Optional.empty();

    private SubjectAttacks(Opened opened, PreparedAttack prepared) {
        this.opened = opened;
        this.prepared = prepared;
        RobustnessSpec spec = opened.spec();
        budget = Budget.of(spec);
        RandomControl random = new RandomControl(budget, spec.attack().fields(), ControlSpacing.of(spec.attack()));
        // Like nothing: they spend the whole budget.
        attacks.put(
                Contender.RANDOM,
                (images, samples, seed) -> random.perturb(images, Perturbation.none(images), samples, seed));
        for (NamedAttack named : prepared.attacks()) {
            attacks.put(named.contender(), named.attack());
        }
    }

    /**
     * Random fields, and what the spec names, or what suits the model, trained or from the store.
     *
     * @param store folder of the trained attackers; made when missing
     * @throws org.duress.DuressException as {@link RobustnessGate#run} for model, classes, size and gradients
     */
    public static SubjectAttacks of(
            RobustnessSpec spec, SegmentationModel model, Cohort cohort, Path store, Progress listener) {
        Opened opened = Opened.of(spec, model, cohort, "", listener);
        return new SubjectAttacks(opened, new Contenders(store).prepare(opened.task(0), opened.counted(), listener));
    }

    /** Those there are. */
    public Set<Contender> contenders() {
        return attacks.keySet();
    }

    public CohortSplit split() {
        return opened.split();
    }

    /** With the cohort's classes. */
    public SegmentationModel model() {
        return opened.counted();
    }

    /**
     * Attacks a subject within the budget.
     *
     * @param contender one of {@link #contenders()}
     * @return for each slice one perturbation: the attack's first draw, or the worst it found over all organs
     */
    public List<Perturbation> perturb(Contender contender, Subject subject) {
        List<Perturbation> perSlice = new ArrayList<>();
        for (Batch batch : batches(subject)) {
            Perturbation held = within(contender, batch, 1).get(0);
            for (int i = 0; i < batch.slices().size(); i++) {
                perSlice.add(held.one(i));
            }
        }
        return perSlice;
    }

    /**
     * Attacks a subject within the budget, and scales back what is not realistic, as a gate does.
     *
     * @param contender one of {@link #contenders()}
     * @param samples most perturbations of a slice, at least 1
     * @return for each slice the different perturbations that change it and count as realistic; there may be none
     */
    public List<List<Perturbation>> realistic(Contender contender, Subject subject, int samples) {
        List<List<Perturbation>> perSlice = new ArrayList<>();
        for (Batch batch : batches(subject)) {
            perSlice.addAll(realistic(contender, batch, samples));
        }
        return perSlice;
    }

    private List<List<Perturbation>> realistic(Contender contender, Batch batch, int samples) {
        List<List<Perturbation>> found = new ArrayList<>();
        batch.slices().forEach(slice -> found.add(new ArrayList<>()));
        for (Perturbation fields : within(contender, batch, samples)) {
            RealismJudge.Held held = realism().hold(asked(batch), fields);
            for (int i = 0; i < found.size(); i++) {
                Perturbation one = held.fields().one(i);
                if (held.slices().get(i).scale() > 0 && isNew(one, found.get(i))) {
                    found.get(i).add(one);
                }
            }
        }
        return found;
    }

    /**
     * A slice under what was worst for it.
     *
     * @param by who found that; empty where nothing that counts leaves less than the clean image
     */
    public record Worst(Judged judged, Optional<Contender> by) {}

    /**
     * Attacks a subject, which needs not be the cohort's, with every contender but random fields, and judges what
     * counts.
     *
     * @param samples most perturbations of a slice by each contender, at least 1
     * @param left what a judged slice leaves of what the attack is after; the least is the worst, and what is not a
     *     number counts as everything
     * @return for each slice the worst; the clean image where nothing is worse
     */
    public List<Worst> worst(Subject subject, int samples, ToDoubleFunction<Judged> left) {
        Judge judge = new Judge(opened.segmenter());
        List<Worst> worst = new ArrayList<>();
        for (Batch batch : batches(subject)) {
            Interruption.check("all images were attacked");
            List<CleanSlice> clean = clean(batch);
            List<Worst> own = new ArrayList<>();
            for (CleanSlice slice : clean) {
                Trial untouched = new Trial(slice, Perturbation.none(ImageBatch.of(slice.slice())));
                own.add(new Worst(judge.judge(List.of(untouched)).slices().get(0), Optional.empty()));
            }
            for (NamedAttack named : prepared.attacks()) {
                List<List<Perturbation>> found = realistic(named.contender(), batch, samples);
                for (int i = 0; i < clean.size(); i++) {
                    for (Perturbation fields : found.get(i)) {
                        Judged judged = judge.judge(List.of(new Trial(clean.get(i), fields)))
                                .slices()
                                .get(0);
                        // A comparison with NaN is false.
                        if (left.applyAsDouble(judged)
                                < whole(left.applyAsDouble(own.get(i).judged()))) {
                            own.set(i, new Worst(judged, Optional.of(named.contender())));
                        }
                    }
                }
            }
            worst.addAll(own);
        }
        return worst;
    }

    private static double whole(double left) {
        return Double.isNaN(left) ? Double.POSITIVE_INFINITY : left;
    }

    /** A subject, which needs not be the cohort's, with what the model makes of its clean images in place of labels. */
    public Subject asAnswered(Subject subject) {
        List<Slice> slices = new ArrayList<>();
        for (Batch batch : batches(subject)) {
            clean(batch).forEach(one -> slices.add(one.slice().labelled(one.segmented())));
        }
        return new Subject(subject.id(), slices);
    }

    private List<CleanSlice> clean(Batch batch) {
        Segmenter segmenter = opened.segmenter();
        Segmentation answer = segmenter.segment(batch.images());
        return batch.clean(answer::classMap, segmenter.sets());
    }

    private List<Batch> batches(Subject subject) {
        return Batch.of(List.of(subject), opened.spec().attack().batch());
    }

    private List<Perturbation> within(Contender contender, Batch batch, int samples) {
        Attack attack = Optional.ofNullable(attacks.get(contender))
                .orElseThrow(() -> new IllegalArgumentException("no attack " + contender));
        List<Perturbation> found = attack.perturb(
                batch.images(), samples, batch.seed(opened.spec().attack().seed()));
        return KeptFields.list(found.size(), k -> budget.project(batch.images(), found.get(k)));
    }

    /** Nothing is asked of answers. */
    private static List<CleanSlice> asked(Batch batch) {
        return batch.slices().stream()
                .map(slice -> new CleanSlice(batch.subject(), slice, slice.classes(), List.of()))
                .toList();
    }

    private static boolean isNew(Perturbation fields, List<Perturbation> known) {
        return (Trial.used(fields.deformation()) || Trial.used(fields.intensity()))
                && known.stream()
                        .noneMatch(other -> Arrays.equals(other.deformation(), fields.deformation())
                                && Arrays.equals(other.intensity(), fields.intensity()));
    }

    /** A critic's scale is that of the clean attacker slices: those of others are not to be known here. */
    private RealismJudge realism() {
        if (realism.isEmpty()) {
            RealismSpec limits = opened.spec().realism();
            realism = Optional.of(prepared.controls()
                    .critic()
                    .filter(critic -> limits.critic().isPresent())
                    .map(critic -> RealismJudge.of(
                            limits,
                            critic,
                            Batch.of(
                                            opened.split().attacker(),
                                            opened.spec().attack().batch())
                                    .stream()
                                    .flatMapToDouble(batch -> Arrays.stream(critic.apply(batch.images())))
                                    .toArray()))
                    .orElseGet(() -> RealismJudge.of(limits)));
        }
        return realism.orElseThrow();
    }

    @Override
    public void close() {
        prepared.close();
    }
}
