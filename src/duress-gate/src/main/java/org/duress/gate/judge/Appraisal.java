package org.duress.gate.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.Batch;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Contender;
import org.duress.spec.CrossEntropyMean;
import org.duress.spec.RobustnessSpec;

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
    private final Segmentation clean;

    /**
     * An appraisal.
     *
     * @param clean the model's answer to the clean images
     */
    public Appraisal(RobustnessSpec spec, Judge judge, RealismJudge realism, Batch batch, Segmentation clean) {
        this.mean = spec.attack().vaeGan().losses().crossEntropyMean();
        this.budget = Budget.of(spec);
        this.judge = judge;
        this.realism = realism;
        this.images = batch.images();
        this.slices = batch.clean(clean, judge.sets());
        this.clean = clean;
    }

    /** What somebody proposes. */
    public List<Candidate> of(Optional<Contender> contender, List<Perturbation> proposed) {
        List<RealismJudge.Held> held = proposed.stream()
                .map(each -> realism.hold(slices, budget.project(images, each)))
                .toList();
        List<JudgedBatch> judged =
                judge.judgeAll(held.stream().map(each -> trials(each.fields())).toList());
        return IntStream.range(0, held.size())
                .mapToObj(k -> candidate(contender, held.get(k), judged.get(k)))
                .toList();
    }

    /** The clean images, which were segmented before, and always count. */
    public Candidate clean() {
        Perturbation none = Perturbation.none(images);
        List<Trial> trials = trials(none);
        List<RealismJudge.Scaled> whole = trials.stream()
                .map(trial -> new RealismJudge.Scaled(1, realism.of(trial).counting()))
                .toList();
        return candidate(Optional.empty(), new RealismJudge.Held(none, whole), judge.judged(trials, images, clean));
    }

    private List<Trial> trials(Perturbation fields) {
        return IntStream.range(0, slices.size())
                .mapToObj(i -> new Trial(slices.get(i), fields.one(i)))
                .toList();
    }

    private Candidate candidate(Optional<Contender> contender, RealismJudge.Held held, JudgedBatch batch) {
        double[] percentiles = realism.percentiles(batch.images());
        List<Finding> found = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            Judged judged = batch.slices().get(i);
            RealismJudge.Scaled scaled = held.slices().get(i);
            double p = Perceived.perceptibility(images, batch.images().pixels(), i);
            found.add(new Finding(
                    judged,
                    new Finding.Cost(
                            p, spent(judged.trial().fields(), p, scaled), crossEntropy(batch.probabilities(), i)),
                    scaled.realism().rated(percentiles[i]),
                    scaled.scale()));
        }
        return new Candidate(contender, batch.probabilities(), found);
    }

    /** Where realism held the fields back, they used what they may, however much of the budget is left. */
    private double spent(Perturbation fields, double perceptibility, RealismJudge.Scaled scaled) {
        double ofBudget = budget.spent(fields, perceptibility);
        return scaled.scale() < 1 ? Math.max(ofBudget, realism.spent(scaled.realism())) : ofBudget;
    }

    private double crossEntropy(float[] answer, int image) {
        int pixels = images.grid().voxels();
        MaskedCrossEntropy one = new MaskedCrossEntropy(mean, judge.sets());
        int offset = image * pixels * clean.classes();
        one.add(clean.probabilities(), offset, answer, offset, pixels);
        return one.value();
    }
}
