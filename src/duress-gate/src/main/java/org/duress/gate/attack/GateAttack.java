package org.duress.gate.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.Budget;
import org.duress.attack.KeptFields;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.baseline.KeptAnswer;
import org.duress.gate.baseline.Segmenter;
import org.duress.gate.evidence.BudgetCurve;
import org.duress.gate.evidence.Tally;
import org.duress.gate.judge.Appraisal;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Judge;
import org.duress.gate.judge.Lost;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.judge.Tried;
import org.duress.model.ImageBatch;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * Attacks every gate slice with every contender and keeps what hurts most: first the attacks, then random fields as
 * large as what they found, then what was worst so far, scaled down; and last, where that is asked for, what was worst
 * for single images on all of them. For one thread.
 */
public final class GateAttack {
    /** Perturbations of single images, at most, that are tried on every other. */
    public static final int UNIVERSAL = 8;

    private final RobustnessSpec spec;
    private final Segmenter segmenter;
    private final Baseline baseline;
    private final RealismJudge realism;
    private final Progress listener;

    /**
     * An attack on the gate slices.
     *
     * @param realism says which perturbed images count
     */
    public GateAttack(
            RobustnessSpec spec, Segmenter segmenter, Baseline baseline, RealismJudge realism, Progress listener) {
        this.spec = spec;
        this.segmenter = segmenter;
        this.baseline = baseline;
        this.realism = realism;
        this.listener = listener;
    }

    /**
     * Runs the attacks and keeps the worst over all of them.
     *
     * @param tally that every slice is added to
     * @throws DuressException if an attack gives fields that do not fit, are not finite, were not asked for, or change
     *     nothing although xi and budget are above 0; or if the thread was interrupted
     */
    public void run(List<NamedAttack> attacks, Control control, Tally tally) {
        boolean changed = false;
        List<Batch> batches = baseline.batches();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all gate " + baseline.kind().images() + " were attacked");
            Batch batch = batches.get(b);
            long askedBefore = segmenter.asked();
            KeptAnswer answer = KeptAnswer.of(segmenter.segment(batch.images()));
            tally.answeredAgain(b, answer);
            Appraisal appraisal = new Appraisal(spec, new Judge(segmenter), realism, batch, answer);
            List<Candidate> found = found(attacks, batch, appraisal);
            changed = changed || found.stream().anyMatch(Candidate::changesAnything);
            Tried tried = tried(found, control, batch, appraisal);
            tally.add(batch, tried, segmenter.asked() - askedBefore);
            listener.step(
                    "attack",
                    b + 1,
                    batches.size(),
                    String.format(
                            Locale.ROOT,
                            "%d perturbations a %s",
                            tried.candidates().size(),
                            batch.kind().image()));
        }
        boolean searched = attacks.stream().anyMatch(attack -> attack.contender() != Contender.REPLAY);
        if (searched && spec.attack().xi() > 0 && spec.budget().perceptibility() > 0 && !changed) {
            throw new DuressException("the attack changed no " + baseline.kind().point() + " of any gate "
                    + baseline.kind().image() + " although xi is "
                    + spec.attack().xi()
                    + ", so nothing was tested; train for more steps or remove the attacker from the store");
        }
    }

    /**
     * Tries what hurt single slices most on all of them.
     *
     * @param tally that all slices were added to
     */
    public void share(Tally tally) {
        List<Perturbation> strongest = tally.strongest(UNIVERSAL);
        if (strongest.isEmpty()) {
            return;
        }
        List<Batch> batches = baseline.batches();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all gate " + baseline.kind().images() + " were attacked");
            Batch batch = batches.get(b);
            long askedBefore = segmenter.asked();
            Appraisal appraisal = new Appraisal(
                    spec,
                    new Judge(segmenter),
                    realism,
                    batch,
                    baseline.answers().get(b));
            int slices = batch.slices().size();
            List<Candidate> tried = judged(
                    appraisal,
                    Contender.UNIVERSAL,
                    KeptFields.list(
                            strongest.size(),
                            k -> Perturbation.joined(Collections.nCopies(
                                    slices,
                                    Stretched.to(
                                            strongest.get(k), batch.images().grid())))),
                    new BitSet());
            tally.addFurther(batch, new Tried(tried, List.of(), appraisal.clean()), segmenter.asked() - askedBefore);
        }
    }

    /** What the attacks find. */
    private List<Candidate> found(List<NamedAttack> attacks, Batch batch, Appraisal appraisal) {
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
        Lost lost = Lost.of(spec, baseline.organs());
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
    private Tried tried(List<Candidate> found, Control control, Batch batch, Appraisal appraisal) {
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
        List<Perturbation> strongest = worst(unscaled, images.count());
        Budget budget = Budget.of(spec);
        List<List<Candidate>> scaled = new ArrayList<>();
        for (double share : BudgetCurve.SHARES) {
            scaled.add(appraisal.of(
                    Optional.empty(),
                    KeptFields.list(strongest.size(), k -> budget.times(share).project(images, strongest.get(k)))));
        }
        return new Tried(all, scaled, unscaled.clean());
    }

    /** For each slice, of what is worst for some organ so far, the perturbation that is seen most. */
    private Perturbation largest(Tried tried, int slices) {
        return Perturbation.joined(IntStream.range(0, slices)
                .mapToObj(i -> tried.worst(i, spec.gate().reference()).stream()
                        .reduce((a, b) -> b.cost().perceptibility() > a.cost().perceptibility() ? b : a)
                        .orElseThrow())
                .map(GateAttack::fields)
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
