package org.duress.gate.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.Batch;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;
import org.duress.spec.CrossEntropyMean;
import org.duress.spec.RobustnessSpec;

/**
 * Appraises what is proposed for the slices of one batch: holds it to the budget, has it judged, and measures what it
 * cost and how real it looks. For one thread.
 */
public final class Appraisal {
    private final CrossEntropyMean mean;
    private final Budget budget;
    private final Judge judge;
    private final RealismJudge realism;
    private final ImageBatch images;
    private final List<CleanSlice> slices;
    private final Segmentation clean;

    /**
     * An appraisal.
     *
     * @param clean the model's answer to the clean images
     */
    public Appraisal(RobustnessSpec spec, Judge judge, RealismJudge realism, Batch batch, Segmentation clean) {
        this.mean = spec.attack().vaeGan().losses().crossEntropyMean();
        this.budget = new Budget(spec.budget());
        this.judge = judge;
        this.realism = realism;
        this.images = batch.images();
        this.slices = batch.clean(clean);
        this.clean = clean;
    }

    /** What somebody proposes. */
    public List<Candidate> of(Optional<Contender> contender, List<Perturbation> proposed) {
        List<Perturbation> fields =
                proposed.stream().map(each -> budget.project(images, each)).toList();
        List<JudgedBatch> judged =
                judge.judgeAll(fields.stream().map(this::trials).toList());
        return IntStream.range(0, fields.size())
                .mapToObj(k -> candidate(contender, fields.get(k), judged.get(k)))
                .toList();
    }

    /** The clean images, which were segmented before, and always count. */
    public Candidate clean() {
        Perturbation none = Perturbation.none(images);
        Candidate candidate = candidate(Optional.empty(), none, judge.judged(trials(none), images, clean));
        return new Candidate(
                candidate.contender(),
                candidate.probabilities(),
                candidate.slices().stream().map(Finding::counting).toList());
    }

    private List<Trial> trials(Perturbation fields) {
        return IntStream.range(0, slices.size())
                .mapToObj(i -> new Trial(slices.get(i), fields.one(i)))
                .toList();
    }

    private Candidate candidate(Optional<Contender> contender, Perturbation fields, JudgedBatch batch) {
        double[] percentiles = realism.percentiles(batch.images());
        List<Finding> found = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            Judged judged = batch.slices().get(i);
            float[] attacked = batch.images().one(i).pixels();
            found.add(new Finding(
                    judged,
                    new Finding.Cost(
                            Perceptibility.of(judged.trial().slice().image(), attacked),
                            budget.spent(images, fields, i),
                            crossEntropy(batch.probabilities(), i)),
                    realism.of(judged.trial(), attacked, percentiles[i])));
        }
        return new Candidate(contender, batch.probabilities(), found);
    }

    private double crossEntropy(float[] answer, int image) {
        int pixels = images.grid().voxels();
        MaskedCrossEntropy one = new MaskedCrossEntropy(mean, clean.classes());
        int offset = image * pixels * clean.classes();
        one.add(clean.probabilities(), offset, answer, offset, pixels);
        return one.value();
    }
}
