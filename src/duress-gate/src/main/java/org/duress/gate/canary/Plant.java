package org.duress.gate.canary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.canary.Plot.Purpose;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.JudgedBatch;
import org.duress.gate.judge.RealismJudge;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.PlantEvidence;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Trial;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;

/**
 * A copy of the model under test that was made fragile on purpose: it loses one organ of one slice. What breaks it is
 * known; an attack that does not find it has shown nothing about the model either.
 *
 * <p>A weakness planted for D is attacked with D alone: V nearly always gets there at less cost, and how well D is
 * searched would never be seen. One planted for V is attacked with all fields that the model is attacked with.
 */
public final class Plant {
    /** The contenders that are tried: those that search for each image anew and need no training. */
    public static final Set<Contender> SEARCHES = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(
            Contender.REPLAY, Contender.RANDOM, Contender.VAEGAN, Contender.SUBSTITUTE, Contender.UNIVERSAL)));

    /** A witness that leaves more than this Dice breaks nothing. */
    private static final double BROKEN = 0.5;

    /** Half blind: the organ is about to be lost to the background. */
    private static final double BLIND = 0.5;

    private static final RandomFields.Size RANDOM = new RandomFields.Size(1, 0.2);
    private static final int RANDOM_SPACING = 8;

    private final AttackSpec attack;
    private final Budget budget;
    private final RealismJudge realism;
    private final Bed bed;
    private final Purpose purpose;
    private final long seed;
    private final FragileCopy copy;
    private final Judge judge;
    private final CleanSlice own;
    private final KeptFields witness;
    private final double witnessDice;

    /**
     * Where it grows.
     *
     * @param slice as the model segments it
     * @param index of the organ that is lost
     */
    record Bed(CleanSlice slice, String organ, int index) {
        ImageBatch image() {
            return ImageBatch.of(slice.slice());
        }
    }

    /**
     * What one trial did to the copy.
     *
     * @param dice of the organ, with the copy's own clean answer moved by D; 1 where neither shows it any more
     * @param blind whether it hit the weakness
     */
    private record Outcome(double dice, boolean blind) {}

    /**
     * A plant.
     *
     * @param attack how the model is attacked
     * @param seed of the attacks on it
     * @param witness fields that are to break the copy
     */
    Plant(
            AttackSpec attack,
            Budget budget,
            RealismJudge realism,
            Bed bed,
            Purpose purpose,
            long seed,
            FragileCopy copy,
            KeptFields witness) {
        this.attack = purpose.field() == FieldKind.DEFORMATION
                ? attack.with(AttackSpec.FIELDS, EnumSet.of(FieldKind.DEFORMATION))
                : attack;
        this.budget = budget;
        this.realism = realism;
        this.bed = bed;
        this.purpose = purpose;
        this.seed = seed;
        this.copy = copy;
        this.witness = witness;
        Segmenter segmenter = new Segmenter(new CountingModel(copy));
        judge = new Judge(segmenter);
        own = own(bed.slice(), segmenter.segment(bed.image()), segmenter.sets());
        witnessDice = lowest(outcomes(KeptFields.list(List.of(witness))));
    }

    /** The slice with the copy's own answer for a label, where the slice counts. */
    private static CleanSlice own(CleanSlice clean, Segmentation answer, OrganSets sets) {
        Slice slice = clean.slice();
        Slice labelled = slice.labelled(slice.scope().over(answer.classMap()));
        return new Batch(clean.subject(), 0, List.of(labelled))
                .clean(answer::classMap, sets)
                .get(0);
    }

    /** Whether the witness counts and breaks the copy; without that it is no plant. */
    boolean broken() {
        return witnessDice <= BROKEN;
    }

    /** The fragile copy, differentiable where the model is. */
    public SegmentationModel copy() {
        return copy;
    }

    PlantedWeakness weakness() {
        return copy.weakness();
    }

    Bed bed() {
        return bed;
    }

    Purpose purpose() {
        return purpose;
    }

    /** What breaks the copy. */
    Perturbation witness() {
        return witness.fields();
    }

    /**
     * What to prepare the attacks on the copy for. A search is over as soon as it has found what breaks the copy, by
     * the same judgement as in the end: it would fall however long it went on.
     *
     * @param searches what is tried on the model, of {@link #SEARCHES}; not empty
     * @param ofModel what the attacks on the model were prepared for
     */
    public AttackTask task(Set<Contender> searches, AttackTask ofModel) {
        return new AttackTask(
                attack.with(searches),
                ofModel.budget(),
                bed.image(),
                ofModel.mostSlices(),
                ofModel.replayed(),
                ofModel.limits().seeking(new OrganLimits.Sought(bed.index() + 1, this::falls)));
    }

    /**
     * Tries attacks that were prepared for {@link #copy}, one after the other until one has broken it: where there is a
     * slope those with gradients first, where there is none those without.
     *
     * @return empty where they took the organ without hitting the weakness: the model loses it of itself, and there is
     *     nothing more to be found
     */
    public Optional<PlantEvidence> attacked(List<NamedAttack> attacks) {
        double random = lowest(outcomes(drawn()));
        double lowest = 1;
        for (NamedAttack named : inTurn(attacks)) {
            List<Outcome> outcomes = outcomes(named.attack().perturb(bed.image(), named.samples(), seed));
            lowest = Math.min(lowest, lowest(outcomes));
            List<Outcome> near = outcomes.stream().filter(this::near).toList();
            if (!near.isEmpty()) {
                return near.stream().anyMatch(Outcome::blind)
                        ? Optional.of(evidence(lowest, random, Optional.of(named.contender())))
                        : Optional.empty();
            }
        }
        return Optional.of(evidence(lowest, random, Optional.empty()));
    }

    private boolean near(Outcome outcome) {
        return outcome.dice() <= witnessDice + PlantEvidence.NEAR;
    }

    /** Whether some fields break the copy by its weakness. */
    private boolean falls(KeptFields fields) {
        return outcomes(KeptFields.list(List.of(fields))).stream()
                .anyMatch(outcome -> near(outcome) && outcome.blind());
    }

    private PlantEvidence evidence(double attacked, double random, Optional<Contender> fellTo) {
        return new PlantEvidence(
                own.slice().name(),
                bed.organ(),
                purpose.field(),
                purpose.share(),
                witnessDice,
                attacked,
                random,
                fellTo);
    }

    /** The search by questions last: it starts from what the others found. */
    private List<NamedAttack> inTurn(List<NamedAttack> attacks) {
        return attacks.stream()
                .sorted(Comparator.comparing((NamedAttack attack) -> attack.contender() == Contender.QUERY)
                        .thenComparing(attack ->
                                Contender.WITH_GRADIENTS.contains(attack.contender()) == (purpose.kind() == Kind.STEP)))
                .toList();
    }

    private List<Perturbation> drawn() {
        List<Integer> spacing = ControlSpacing.of(attack).dividing(bed.image().grid(), RANDOM_SPACING);
        List<Perturbation> drawn = new RandomFields(RANDOM.only(attack.fields()), spacing, budget.intensities())
                .perturb(bed.image(), attack.samples(), seed);
        return KeptFields.list(drawn.size(), k -> budget.fill(bed.image(), drawn.get(k)));
    }

    /** Of those fields that count, held to the budget and to realism; of large ones a few at a time. */
    private List<Outcome> outcomes(List<Perturbation> tried) {
        int atOnce =
                KeptFields.atOnce(tried.size(), bed.image().grid(), bed.image().channels());
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < tried.size(); from += atOnce) {
            outcomes.addAll(judged(counting(tried.subList(from, Math.min(tried.size(), from + atOnce)))));
        }
        return outcomes;
    }

    private List<Trial> counting(List<Perturbation> tried) {
        List<Trial> counting = new ArrayList<>();
        for (Perturbation fields : tried) {
            RealismJudge.Held held = realism.hold(List.of(bed.slice()), budget.project(bed.image(), fields));
            if (held.slices().get(0).scale() > 0) {
                counting.add(new Trial(own, KeptFields.of(held.fields())));
            }
        }
        return counting;
    }

    private List<Outcome> judged(List<Trial> counting) {
        if (counting.isEmpty()) {
            return List.of();
        }
        JudgedBatch judged = judge.judge(counting);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < counting.size(); i++) {
            double dice = judged.slices().get(i).warped().get(bed.index()).score();
            boolean blind = weakness().blindness(judged.images(), i) >= BLIND;
            outcomes.add(new Outcome(Double.isNaN(dice) ? 1 : dice, blind));
        }
        return outcomes;
    }

    /** 1 for none. */
    private static double lowest(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(Outcome::dice).min().orElse(1);
    }
}
