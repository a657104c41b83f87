package org.duress.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * Judges perturbations of one batch. Nobody's bookkeeping is believed: each is held to the budget, its image is rebuilt
 * from (D, V) and segmented by the model under test. For one thread.
 */
final class SliceJudge {
    private final RobustnessSpec spec;
    private final Budget budget;
    private final Segmenter segmenter;
    private final RealismJudge realism;
    private final Batch batch;
    private final ImageBatch images;
    private final float[] clean;
    private final int organs;

    /**
     * A judge.
     *
     * @param clean the model's answer to the clean images
     */
    SliceJudge(
            RobustnessSpec spec,
            Budget budget,
            Segmenter segmenter,
            RealismJudge realism,
            Batch batch,
            ImageBatch images,
            float[] clean,
            int organs) {
        this.spec = spec;
        this.budget = budget;
        this.segmenter = segmenter;
        this.realism = realism;
        this.batch = batch;
        this.images = images;
        this.clean = clean;
        this.organs = organs;
    }

    /** Judges what somebody proposes. */
    List<Candidate> judge(Optional<Contender> contender, List<Perturbation> proposed) {
        List<Perturbation> fields =
                proposed.stream().map(each -> budget.project(images, each)).toList();
        List<ImageBatch> perturbed =
                fields.stream().map(each -> Warp.perturb(images, each)).toList();
        List<Segmentation> answers = segmenter.segmentAll(perturbed);
        List<Candidate> candidates = new ArrayList<>();
        for (int k = 0; k < perturbed.size(); k++) {
            Segmentation answer = answers.get(k);
            candidates.add(new Candidate(
                    contender,
                    fields.get(k),
                    perturbed.get(k),
                    answer.probabilities(),
                    slices(fields.get(k), perturbed.get(k), answer)));
        }
        return candidates;
    }

    /** The clean images, which were segmented before, and always count. */
    Candidate clean(Segmentation answer) {
        Perturbation none = Perturbation.none(images.count(), images.height(), images.width());
        return new Candidate(
                Optional.empty(),
                none,
                images,
                answer.probabilities(),
                slices(none, images, answer).stream().map(JudgedSlice::counting).toList());
    }

    private List<JudgedSlice> slices(Perturbation fields, ImageBatch perturbed, Segmentation answer) {
        int height = images.height();
        int width = images.width();
        int pixels = height * width;
        double[] percentiles = realism.percentiles(perturbed);
        List<JudgedSlice> slices = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            Slice slice = batch.slices().get(i);
            byte[] segmented = Segmenter.slice(answer, i, pixels);
            float[] deformation = Arrays.copyOfRange(fields.deformation(), 2 * i * pixels, 2 * (i + 1) * pixels);
            float[] attacked = Arrays.copyOfRange(perturbed.pixels(), i * pixels, (i + 1) * pixels);
            byte[] truth = Warp.labels(slice.classes(), deformation, height, width);
            slices.add(new JudgedSlice(
                    segmented,
                    truth,
                    Dice.perOrgan(segmented, truth, organs),
                    Dice.perOrgan(segmented, slice.classes(), organs),
                    Perceptibility.of(slice.image(), attacked),
                    budget.spent(images, fields, i),
                    crossEntropy(answer.probabilities(), i, pixels),
                    realism.of(slice, attacked, deformation, percentiles[i])));
        }
        return slices;
    }

    private double crossEntropy(float[] answer, int image, int pixels) {
        MaskedCrossEntropy one = new MaskedCrossEntropy(spec.attack().vaeGan().crossEntropyMean(), segmenter.classes());
        int offset = image * pixels * segmenter.classes();
        one.add(clean, offset, answer, offset, pixels);
        return one.value();
    }
}
