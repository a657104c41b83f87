package org.duress.gate.judge;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.duress.gate.baseline.Baseline;
import org.duress.model.ImageBatch;
import org.duress.result.slice.Trial;
import org.duress.spec.RealismSpec;

/** Says of perturbed slices how realistic they are, and whether they count. */
public final class RealismJudge {
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
     * How realistic one slice is.
     *
     * @param attacked its I_DV
     * @param percentile of the critic
     */
    Realism of(Trial trial, float[] attacked, double percentile) {
        return Realism.of(limits, trial.slice(), attacked, trial.deformation(), percentile);
    }
}
