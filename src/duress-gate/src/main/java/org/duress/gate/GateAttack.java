package org.duress.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Attacks every gate slice with every contender and keeps what hurts most: first the attacks, then random fields as
 * large as what they found, then what was worst so far, scaled down. For one thread.
 */
final class GateAttack {
    private final RobustnessSpec spec;
    private final Budget budget;
    private final Segmenter segmenter;
    private final Baseline baseline;
    private final RealismJudge realism;
    private final Optional<SubstituteMeter> meter;
    private final GateListener listener;

    /**
     * An attack on the gate slices.
     *
     * @param realism says which perturbed images count
     * @param meter compares the model with its substitute, where it has one
     */
    GateAttack(
            RobustnessSpec spec,
            Segmenter segmenter,
            Baseline baseline,
            RealismJudge realism,
            Optional<SubstituteMeter> meter,
            GateListener listener) {
        this.spec = spec;
        this.budget = new Budget(spec.budget());
        this.segmenter = segmenter;
        this.baseline = baseline;
        this.realism = realism;
        this.meter = meter;
        this.listener = listener;
    }

    /**
     * Runs the attacks and keeps the worst over all of them.
     *
     * @throws DuressException if an attack gives fields that do not fit, are not finite, were not asked for, or change
     *     nothing although xi and budget are above 0; or if the thread was interrupted
     */
    Attacked run(List<NamedAttack> attacks, Control control) {
        AttackSpec settings = spec.attack();
        Attacked attacked = new Attacked(
                baseline,
                spec.gate().reference(),
                new MaskedCrossEntropy(settings.vaeGan().crossEntropyMean(), segmenter.classes()));
        boolean changed = false;
        List<Batch> batches = baseline.batches();
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all gate slices were attacked");
            Batch batch = batches.get(b);
            ImageBatch images = batch.images();
            long askedBefore = segmenter.asked();
            Segmentation answer = segmenter.segment(images);
            attacked.answeredAgain(b, answer);
            SliceJudge judge = new SliceJudge(
                    spec,
                    budget,
                    segmenter,
                    realism,
                    batch,
                    images,
                    answer.probabilities(),
                    baseline.organs().size());
            Candidate clean = judge.clean(answer);
            List<Candidate> candidates = new ArrayList<>();
            for (NamedAttack attack : attacks) {
                candidates.addAll(judge.judge(Optional.of(attack.contender()), perturbations(attack, batch, images)));
            }
            for (Candidate candidate : candidates) {
                changed |= !Arrays.equals(images.pixels(), candidate.images().pixels());
            }
            candidates.addAll(judge.judge(
                    Optional.of(Contender.RANDOM),
                    control.perturb(
                            images,
                            worst(candidates, clean, images.count()),
                            settings.samples(),
                            batch.seed(settings.seed()))));
            Perturbation strongest = worst(candidates, clean, images.count());
            List<Candidate> scaled = judge.judge(
                    Optional.empty(),
                    BudgetCurve.SHARES.stream()
                            .map(share -> budget.times(share).project(images, strongest))
                            .toList());
            List<AttackedSlice> kept = keep(attacked, batch, candidates, scaled, clean);
            attacked.asked(batch.subject(), segmenter.asked() - askedBefore);
            meter.ifPresent(compared -> compared.add(kept));
            listener.step(
                    "attack",
                    b + 1,
                    batches.size(),
                    String.format(
                            Locale.ROOT,
                            "%d perturbations a slice, p %.4f",
                            candidates.size(),
                            attacked.perceptibility()));
        }
        boolean searched = attacks.stream().anyMatch(attack -> attack.contender() != Contender.REPLAY);
        if (searched && settings.xi() > 0 && spec.budget().perceptibility() > 0 && !changed) {
            throw new DuressException("the attack changed no pixel of any gate slice although xi is " + settings.xi()
                    + ", so nothing was tested; train for more steps or remove the attacker from the store");
        }
        return attacked;
    }

    /** For each slice the perturbation that counts so far. */
    private Perturbation worst(List<Candidate> candidates, Candidate clean, int slices) {
        List<Candidate> all = withLast(candidates, clean);
        return Perturbation.joined(IntStream.range(0, slices)
                .mapToObj(i -> worst(all, i).fields().one(i))
                .toList());
    }

    private List<AttackedSlice> keep(
            Attacked attacked, Batch batch, List<Candidate> candidates, List<Candidate> scaled, Candidate clean) {
        List<Candidate> all = new ArrayList<>(candidates);
        all.addAll(scaled);
        all.add(clean);
        List<AttackedSlice> kept = new ArrayList<>();
        for (int i = 0; i < batch.slices().size(); i++) {
            Candidate worst = worst(all, i);
            AttackedSlice slice = attackedSlice(batch, i, worst, clean);
            kept.add(slice);
            attacked.add(slice, worst.slices().get(i), clean.probabilities(), worst.probabilities(), i);
            attacked.compare(batch.subject(), i, candidates, scaled, clean, worst);
            int slices = i;
            candidates.stream()
                    .filter(candidate -> !candidate.slices().get(slices).counts())
                    .forEach(candidate -> attacked.unrealistic(attackedSlice(batch, slices, candidate, clean)));
        }
        return kept;
    }

    /**
     * The candidate that counts for one slice.
     *
     * @param candidates the clean images last, so that they are chosen only where every perturbation helped the model
     */
    private Candidate worst(List<Candidate> candidates, int slice) {
        Reference reference = spec.gate().reference();
        List<Candidate> counting = candidates.stream()
                .filter(candidate -> candidate.slices().get(slice).counts())
                .toList();
        List<List<Dice>> scores = counting.stream()
                .map(candidate -> candidate.slices().get(slice).against(reference))
                .toList();
        List<Dice> label =
                candidates.get(candidates.size() - 1).slices().get(slice).fixed();
        return counting.get(WorstSample.choose(scores, label));
    }

    private static List<Candidate> withLast(List<Candidate> candidates, Candidate last) {
        List<Candidate> all = new ArrayList<>(candidates);
        all.add(last);
        return all;
    }

    private static AttackedSlice attackedSlice(Batch batch, int i, Candidate chosen, Candidate clean) {
        JudgedSlice judged = chosen.slices().get(i);
        JudgedSlice before = clean.slices().get(i);
        int pixels = judged.segmented().length;
        int from = i * pixels;
        return new AttackedSlice(
                batch.subject(),
                batch.slices().get(i),
                before.fixed(),
                judged.warped(),
                judged.fixed(),
                before.segmented(),
                Arrays.copyOfRange(chosen.fields().deformation(), 2 * from, 2 * (from + pixels)),
                Arrays.copyOfRange(chosen.fields().intensity(), from, from + pixels),
                Arrays.copyOfRange(chosen.images().pixels(), from, from + pixels),
                judged.truth(),
                judged.segmented());
    }

    private List<Perturbation> perturbations(NamedAttack attack, Batch batch, ImageBatch images) {
        AttackSpec settings = spec.attack();
        List<Perturbation> perturbations =
                attack.attack().perturb(images, attack.samples(), batch.seed(settings.seed()));
        if (perturbations.isEmpty() || perturbations.size() > attack.samples()) {
            throw new DuressException("the attack gave " + perturbations.size() + " perturbations where 1 to "
                    + attack.samples() + " were asked for; this is a defect of the attack");
        }
        for (Perturbation fields : perturbations) {
            if (fields.count() != images.count()
                    || fields.height() != images.height()
                    || fields.width() != images.width()) {
                throw new DuressException("the attack gave fields of " + fields.count() + " x " + fields.height()
                        + " x " + fields.width() + " for images of " + images.count() + " x " + images.height() + " x "
                        + images.width() + "; this is a defect of the attack");
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
