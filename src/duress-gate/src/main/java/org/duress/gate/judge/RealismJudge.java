package org.duress.gate.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.duress.attack.Perturbation;
import org.duress.gate.baseline.Baseline;
import org.duress.model.ImageBatch;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Trial;
import org.duress.spec.RealismSpec;

/** Says of perturbed slices how realistic they are, and whether they count. */
public final class RealismJudge {
    /** Scales are found to 1 / 2^HALVINGS. */
    private static final int HALVINGS = 7;

    private final RealismSpec limits;
    private final Optional<Critic> critic;

    /**
     * A critic and its scale.
     *
     * @param scores one an image, the higher the more real
     */
    private record Critic(Function<ImageBatch, double[]> scores, CriticScale scale) {}

    private RealismJudge(RealismSpec limits, Optional<Critic> critic) {
        this.limits = limits;
        this.critic = critic;
    }

    /**
     * A judge.
     *
     * @param scores of a critic, one an image, where there is one
     * @param baseline has the clean images that the critic's scores are compared with
     */
    public static RealismJudge of(
            RealismSpec limits, Optional<Function<ImageBatch, double[]>> scores, Baseline baseline) {
        return new RealismJudge(
                limits,
                scores.map(each -> new Critic(
                        each,
                        new CriticScale(baseline.batches().stream()
                                .flatMapToDouble(batch -> Arrays.stream(each.apply(batch.images())))
                                .toArray()))));
    }

    /** The critic's percentile of each image; NaN without a critic. */
    double[] percentiles(ImageBatch images) {
        double[] none = new double[images.count()];
        Arrays.fill(none, Double.NaN);
        return critic.map(judge -> Arrays.stream(judge.scores().apply(images))
                        .map(judge.scale()::percentile)
                        .toArray())
                .orElse(none);
    }

    /**
     * Fields that are held to what is realistic.
     *
     * @param fields one perturbation a slice
     * @param scales for each slice what its fields were scaled by: 1 where they count as they are, less where they had
     *     to be scaled back, 0 where none that was tried counts; such fields are left as they were proposed
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    public record Held(Perturbation fields, double[] scales) {}

    /**
     * Scales each slice's fields back until its image counts: D and V together, to the largest scale that a bisection
     * finds. The model is not asked.
     *
     * @param fields for all slices, inside the budget
     */
    public Held hold(List<CleanSlice> slices, Perturbation fields) {
        double[] scales = new double[slices.size()];
        Perturbation held = fields.copy();
        for (int i = 0; i < scales.length; i++) {
            Trial trial = new Trial(slices.get(i), fields.one(i));
            scales[i] = scale(trial);
            if (scales[i] > 0 && scales[i] < 1) {
                held.put(i, trial.fields().times(scales[i], scales[i]));
            }
        }
        return new Held(held, scales);
    }

    private double scale(Trial trial) {
        if (counts(trial)) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < HALVINGS; step++) {
            double middle = (low + high) / 2;
            if (counts(trial.with(trial.fields().times(middle, middle)))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean counts(Trial trial) {
        ImageBatch image = Trial.images(List.of(trial));
        double percentile = limits.critic().isPresent() ? percentiles(image)[0] : Double.NaN;
        return of(trial, image.pixels(), percentile).unrealistic().isEmpty();
    }

    /**
     * How realistic one slice is.
     *
     * @param attacked its I_DV
     * @param percentile of the critic
     */
    Realism of(Trial trial, float[] attacked, double percentile) {
        return Realism.of(limits, trial.slice(), attacked, trial.deformation(), percentile);
    }

    /** The largest share, in [0, 1], of any limit that an image which counts has used up. */
    double spent(Realism image) {
        return image.spent(limits);
    }
}
