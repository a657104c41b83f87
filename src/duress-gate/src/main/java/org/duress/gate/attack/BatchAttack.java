package org.duress.gate.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.attack.gradient.GradientHealth;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.Effort;
import org.duress.gate.baseline.KeptAnswer;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.evidence.BatchTrials;
import org.duress.gate.evidence.BudgetCurve;
import org.duress.gate.evidence.SubstituteMeter;
import org.duress.gate.judge.Appraisal;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.Lost;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.judge.Tried;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * Attacks one batch with every contender: first the attacks, then random fields as large as what they found, then what
 * was worst so far, scaled down. What comes of a batch depends on it and on nothing that other batches showed, so that
 * it may be attacked anywhere. For one thread.
 *
 * @param realism says which perturbed images count
 * @param organs of the cohort, in class order
 * @param control random fields beside the attacks
 * @param substitute compares the model with its substitute, where it has one
 * @param gradients what the gradients were like that the attacks followed so far, where they follow any
 */
public record BatchAttack(
        RobustnessSpec spec,
        Segmenter segmenter,
        RealismJudge realism,
        List<String> organs,
        List<NamedAttack> attacks,
        Control control,
        Optional<SubstituteMeter> substitute,
        Supplier<Optional<GradientHealth>> gradients) {
    /**
     * Attacks.
     *
     * @param before what the model said of the batch for the baseline
     * @throws DuressException if an attack gives fields that do not fit, are not finite or were not asked for
     */
    public BatchTrials of(Batch batch, KeptAnswer before) {
        Effort effort = segmenter.effort();
        Optional<GradientHealth> followed = gradients.get();
        KeptAnswer answer = KeptAnswer.of(segmenter.segment(batch.images()));
        Again again = Again.of(before, answer);
        Appraisal appraisal = new Appraisal(spec, new Judge(segmenter), realism, batch, answer);
        List<Candidate> found = found(batch, appraisal);
        boolean changed = found.stream().anyMatch(Candidate::changesAnything);
        Tried tried = tried(found, batch, appraisal);
        int slices = batch.slices().size();
        return new BatchTrials(
                appraisal.slices(),
                BatchTrials.thinned(tried, slices, organs, spec.gate().reference()),
                substitute.map(meter -> meter.of(IntStream.range(0, slices)
                        .mapToObj(i -> tried.farthest(i).judged())
                        .toList())),
                gradients.get().map(health -> health.minus(followed.orElse(GradientHealth.NONE))),
                again.alike(),
                again.same(),
                changed,
                segmenter.effort().minus(effort));
    }

    /**
     * What the model said of the same images twice.
     *
     * @param alike whether but for rounding
     * @param same fingerprint of what it said, where that was the same to the bit
     */
    private record Again(boolean alike, Optional<String> same) {
        static Again of(KeptAnswer before, KeptAnswer answer) {
            float[] first = before.probabilities();
            float[] second = answer.probabilities();
            return new Again(
                    Segmentation.alike(first, second),
                    Arrays.equals(first, second) ? Optional.of(answer.fingerprint()) : Optional.empty());
        }
    }

    /** What the attacks find. */
    private List<Candidate> found(Batch batch, Appraisal appraisal) {
        ImageBatch images = batch.images();
        List<Candidate> found = new ArrayList<>();
        for (NamedAttack attack : attacks) {
            BitSet left = lost(attack.contender(), found, appraisal);
            List<Perturbation> proposed = left.cardinality() == images.count()
                    ? List.of(Perturbation.none(images))
                    : perturbations(attack, batch, images, left);
            found.addAll(judged(appraisal, attack.contender(), proposed, left));
        }
        return found;
    }

    /** The slices that a contender leaves alone. */
    private BitSet lost(Contender contender, List<Candidate> found, Appraisal appraisal) {
        BitSet left = new BitSet();
        if (!Lost.searches(contender) || found.isEmpty()) {
            return left;
        }
        Lost lost = Lost.of(spec, organs);
        List<Candidate> searched = found.stream()
                .filter(candidate ->
                        candidate.contender().filter(Lost::searches).isPresent())
                .toList();
        List<Finding> clean = appraisal.clean().slices();
        for (int i = 0; i < clean.size(); i++) {
            left.set(i, lost.of(Tried.at(searched, i), clean.get(i)));
        }
        return left;
    }

    private List<Candidate> judged(Appraisal appraisal, Contender contender, List<Perturbation> proposed, BitSet left) {
        return segmenter
                .costs()
                .charge(contender, Work.JUDGING, () -> appraisal.of(Optional.of(contender), proposed, left));
    }

    /** That, with what it is compared with. */
    private Tried tried(List<Candidate> found, Batch batch, Appraisal appraisal) {
        ImageBatch images = batch.images();
        Tried attacks = new Tried(found, List.of(), appraisal.clean());
        List<Candidate> all = new ArrayList<>(found);
        all.addAll(judged(
                appraisal,
                Contender.RANDOM,
                control.perturb(
                        images,
                        largest(attacks, images.count()),
                        spec.attack().samples(),
                        batch.seed(spec.attack().seed())),
                new BitSet()));
        Tried unscaled = new Tried(all, List.of(), attacks.clean());
        return new Tried(all, scaled(unscaled, images, appraisal), unscaled.clean());
    }

    /** What is worst so far, made smaller; not of what earlier runs found, of which nothing but a FAIL is asked. */
    private List<List<Candidate>> scaled(Tried tried, ImageBatch images, Appraisal appraisal) {
        if (attacks.stream().map(NamedAttack::contender).toList().equals(List.of(Contender.REPLAY))) {
            return List.of();
        }
        List<Perturbation> strongest = worst(tried, images.count());
        Budget budget = Budget.of(spec);
        return BudgetCurve.SHARES.stream()
                .map(share -> appraisal.of(
                        Optional.empty(),
                        KeptFields.list(
                                strongest.size(), k -> budget.times(share).project(images, strongest.get(k)))))
                .toList();
    }

    /** For each slice, of what is worst for some organ so far, the perturbation that is seen most. */
    private Perturbation largest(Tried tried, int slices) {
        return Perturbation.joined(IntStream.range(0, slices)
                .mapToObj(i -> tried.worst(i, spec.gate().reference()).stream()
                        .reduce((a, b) -> b.cost().perceptibility() > a.cost().perceptibility() ? b : a)
                        .orElseThrow())
                .map(BatchAttack::fields)
                .toList());
    }

    /** What is worst so far: for each slice one perturbation an organ, those that are worst for several but once. */
    private List<Perturbation> worst(Tried tried, int slices) {
        List<List<Finding>> worst = IntStream.range(0, slices)
                .mapToObj(i -> tried.worst(i, spec.gate().reference()))
                .toList();
        int most = worst.stream().mapToInt(List::size).max().orElseThrow();
        return KeptFields.list(
                most,
                k -> Perturbation.joined(worst.stream()
                        .map(slice -> fields(slice.get(Math.min(k, slice.size() - 1))))
                        .toList()));
    }

    private static Perturbation fields(Finding finding) {
        return finding.judged().trial().fields();
    }

    private List<Perturbation> perturbations(NamedAttack attack, Batch batch, ImageBatch images, BitSet left) {
        AttackSpec settings = spec.attack();
        List<Perturbation> perturbations = segmenter
                .costs()
                .charge(
                        attack.contender(),
                        Work.SEARCH,
                        () -> attack.attack().perturb(images, left, attack.samples(), batch.seed(settings.seed())));
        if (perturbations.isEmpty() || perturbations.size() > attack.samples()) {
            throw new DuressException("the attack gave " + perturbations.size() + " perturbations where 1 to "
                    + attack.samples() + " were asked for; this is a defect of the attack");
        }
        for (Perturbation fields : perturbations) {
            if (!fields.fits(images)) {
                throw new DuressException("the attack gave fields of " + fields.count() + " x " + fields.grid()
                        + " for images of " + images.count() + " x " + images.grid()
                        + "; this is a defect of the attack");
            }
            requireField("deformation", fields.deformation(), settings.deforms());
            requireField("intensity", fields.intensity(), settings.shades());
        }
        return perturbations;
    }

    private static void requireField(String name, float[] field, boolean wanted) {
        for (float value : field) {
            if (!Float.isFinite(value)) {
                throw new DuressException("the attack gave a value of " + value + " in its " + name
                        + " field; train again with a smaller learning rate");
            }
            if (!wanted && value != 0) {
                throw new DuressException("the attack used the " + name
                        + " field, which attack.fields does not list; this is a defect of the attack");
            }
        }
    }
}
