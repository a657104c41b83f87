package org.duress.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.spec.AttackSpec;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Attacks every gate slice and keeps what hurts most. An attack's own bookkeeping is not believed: each image is
 * rebuilt from (D, V) and segmented by the model under test.
 */
final class GateAttack {
    private final RobustnessSpec spec;
    private final Segmenter segmenter;
    private final Baseline baseline;
    private final Optional<SubstituteMeter> meter;
    private final GateListener listener;

    /**
     * An attack on the gate slices.
     *
     * @param meter compares the model with its substitute, where it has one
     */
    GateAttack(
            RobustnessSpec spec,
            Segmenter segmenter,
            Baseline baseline,
            Optional<SubstituteMeter> meter,
            GateListener listener) {
        this.spec = spec;
        this.segmenter = segmenter;
        this.baseline = baseline;
        this.meter = meter;
        this.listener = listener;
    }

    /** One image for each slice of a batch. */
    @SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
    private record Candidate(
            Perturbation fields,
            ImageBatch images,
            float[] probabilities,
            List<byte[]> segmented,
            List<byte[]> truth) {}

    /**
     * Runs the attacks and keeps the worst over all of them.
     *
     * @throws DuressException if an attack gives fields that do not fit, are not finite, were not asked for, or change
     *     nothing although xi is above 0; or if the thread was interrupted
     */
    Attacked run(List<NamedAttack> attacks) {
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
            float[] clean = segmenter.segment(images).probabilities();
            List<Perturbation> perturbations = new ArrayList<>();
            for (NamedAttack attack : attacks) {
                perturbations.addAll(perturbations(attack.attack(), batch, images));
            }
            List<Candidate> candidates = candidates(batch, images, perturbations);
            for (Candidate candidate : candidates) {
                changed |= !Arrays.equals(images.pixels(), candidate.images().pixels());
            }
            int tried = candidates.size();
            // Last, so that the clean image is chosen only where every sample helped the model.
            candidates.add(
                    unperturbed(batch, images, clean, baseline.segmented().get(b)));
            List<AttackedSlice> worst = new ArrayList<>();
            for (int i = 0; i < batch.slices().size(); i++) {
                worst.add(choose(attacked, batch, i, candidates, clean));
            }
            worst.forEach(attacked::add);
            attacked.asked(batch.subject(), segmenter.asked() - askedBefore);
            meter.ifPresent(compared -> compared.add(worst));
            listener.step(
                    "attack",
                    b + 1,
                    batches.size(),
                    String.format(Locale.ROOT, "%d perturbations a slice, p %.4f", tried, attacked.perceptibility()));
        }
        if (settings.xi() > 0 && !changed) {
            throw new DuressException("the attack changed no pixel of any gate slice although xi is " + settings.xi()
                    + ", so nothing was tested; train for more steps or remove the attacker from the store");
        }
        return attacked;
    }

    private List<Perturbation> perturbations(Attack attack, Batch batch, ImageBatch images) {
        AttackSpec settings = spec.attack();
        List<Perturbation> perturbations = attack.perturb(images, settings.samples(), batch.seed(settings.seed()));
        if (perturbations.isEmpty() || perturbations.size() > settings.samples()) {
            throw new DuressException("the attack gave " + perturbations.size() + " perturbations where 1 to "
                    + settings.samples() + " were asked for; this is a defect of the attack");
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

    private List<Candidate> candidates(Batch batch, ImageBatch images, List<Perturbation> perturbations) {
        List<ImageBatch> perturbed = perturbations.stream()
                .map(fields -> Warp.perturb(images, fields))
                .toList();
        List<Segmentation> segmentations = segmenter.segmentAll(perturbed);
        List<Candidate> candidates = new ArrayList<>();
        for (int k = 0; k < perturbed.size(); k++) {
            candidates.add(candidate(batch, perturbations.get(k), perturbed.get(k), segmentations.get(k)));
        }
        return candidates;
    }

    private static Candidate candidate(
            Batch batch, Perturbation fields, ImageBatch perturbed, Segmentation segmentation) {
        int height = perturbed.height();
        int width = perturbed.width();
        int pixels = height * width;
        List<byte[]> segmented = new ArrayList<>();
        List<byte[]> truth = new ArrayList<>();
        for (int i = 0; i < perturbed.count(); i++) {
            segmented.add(Segmenter.slice(segmentation, i, pixels));
            float[] deformation = Arrays.copyOfRange(fields.deformation(), 2 * i * pixels, 2 * (i + 1) * pixels);
            truth.add(Warp.labels(batch.slices().get(i).classes(), deformation, height, width));
        }
        return new Candidate(fields, perturbed, segmentation.probabilities(), segmented, truth);
    }

    private static Candidate unperturbed(Batch batch, ImageBatch images, float[] clean, List<byte[]> segmented) {
        Perturbation none = Perturbation.none(images.count(), images.height(), images.width());
        return new Candidate(
                none,
                images,
                clean,
                segmented,
                batch.slices().stream().map(Slice::classes).toList());
    }

    private AttackedSlice choose(Attacked attacked, Batch batch, int i, List<Candidate> candidates, float[] clean) {
        Slice slice = batch.slices().get(i);
        int organs = baseline.organs().size();
        List<List<Dice>> warped = new ArrayList<>();
        List<List<Dice>> fixed = new ArrayList<>();
        for (Candidate candidate : candidates) {
            byte[] segmented = candidate.segmented().get(i);
            warped.add(Dice.perOrgan(segmented, candidate.truth().get(i), organs));
            fixed.add(Dice.perOrgan(segmented, slice.classes(), organs));
        }
        List<Dice> label = fixed.get(candidates.size() - 1);
        int worst = WorstSample.choose(spec.gate().reference() == Reference.WARPED ? warped : fixed, label);
        Candidate chosen = candidates.get(worst);
        int pixels = slice.image().length;
        int from = i * pixels;
        int offset = from * segmenter.classes();
        attacked.crossEntropy(clean, chosen.probabilities(), offset, pixels);
        return new AttackedSlice(
                batch.subject(),
                slice,
                label,
                warped.get(worst),
                fixed.get(worst),
                candidates.get(candidates.size() - 1).segmented().get(i),
                Arrays.copyOfRange(chosen.fields().deformation(), 2 * from, 2 * (from + pixels)),
                Arrays.copyOfRange(chosen.fields().intensity(), from, from + pixels),
                Arrays.copyOfRange(chosen.images().pixels(), from, from + pixels),
                chosen.truth().get(i),
                chosen.segmented().get(i));
    }
}
