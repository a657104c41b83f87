package org.duress.gate.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.attack.Perturbation;
import org.duress.base.SideBySide;
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
    private final CleanRanges ranges;

    /**
     * A critic and its scale.
     *
     * @param scores one an image, the higher the more real
     */
    private record Critic(Function<ImageBatch, double[]> scores, CriticScale scale) {}

    private RealismJudge(RealismSpec limits, Optional<Critic> critic, CleanRanges ranges) {
        this.limits = limits;
        this.critic = critic;
        this.ranges = ranges;
    }

    /** The same that knows from where to where the clean intensities of each subject go, not of each slice. */
    public RealismJudge within(CleanRanges subjects) {
        return new RealismJudge(limits, critic, subjects);
    }

    /** A judge without a critic. */
    public static RealismJudge of(RealismSpec limits) {
        return new RealismJudge(limits, Optional.empty(), CleanRanges.ALONE);
    }

    /**
     * A judge with a critic.
     *
     * @param scores one an image
     * @param clean those of clean images, with which all others are compared; at least one
     */
    public static RealismJudge of(RealismSpec limits, Function<ImageBatch, double[]> scores, double... clean) {
        return new RealismJudge(limits, Optional.of(new Critic(scores, new CriticScale(clean))), CleanRanges.ALONE);
    }

    /** The critic's scores of the clean images, in no order; none without a critic. */
    public double[] clean() {
        return critic.map(judge -> judge.scale().scores()).orElseGet(() -> new double[0]);
    }

    /**
     * Fields that are held to what is realistic.
     *
     * @param fields one perturbation a slice
     * @param slices what became of each
     */
    public record Held(Perturbation fields, List<Scaled> slices) {}

    /**
     * One slice's fields.
     *
     * @param scale what they were scaled by: 1 where they count as they are, less where they had to be scaled back, 0
     *     where none that was tried counts; such fields are left as they were proposed
     * @param realism how realistic the slice is under them
     */
    public record Scaled(double scale, Realism realism) {}

    /**
     * Scales each slice's fields back until its image counts: D and V together, to the largest scale that a bisection
     * finds. The model is not asked.
     *
     * @param fields for all slices, inside the budget
     */
    public Held hold(List<CleanSlice> slices, Perturbation fields) {
        List<Trial> trials = IntStream.range(0, slices.size())
                .mapToObj(i -> new Trial(slices.get(i), fields.one(i)))
                .toList();
        // A critic is for one thread.
        List<Scaled> held = limits.critic().isPresent()
                ? trials.stream().map(this::scaled).toList()
                : SideBySide.each(trials.size(), i -> scaled(trials.get(i)));
        return new Held(scaledBack(fields, held), held);
    }

    /** Fields with each image's scaled back where it has to be; the fields themselves where none has. */
    private static Perturbation scaledBack(Perturbation fields, List<Scaled> held) {
        List<Integer> back = IntStream.range(0, held.size())
                .filter(i -> held.get(i).scale() > 0 && held.get(i).scale() < 1)
                .boxed()
                .toList();
        if (back.isEmpty()) {
            return fields;
        }
        if (held.size() == 1) {
            return fields.times(held.get(0).scale(), held.get(0).scale());
        }
        Perturbation scaled = fields.copy();
        for (int i : back) {
            scaled.put(i, fields.one(i).times(held.get(i).scale(), held.get(i).scale()));
        }
        return scaled;
    }

    private Scaled scaled(Trial trial) {
        Scaled best = new Scaled(0, of(trial));
        if (counts(best.realism())) {
            return new Scaled(1, best.realism());
        }
        double high = 1;
        for (int step = 0; step < HALVINGS; step++) {
            double middle = (best.scale() + high) / 2;
            Realism realism = of(trial.with(trial.fields().times(middle, middle)));
            if (counts(realism)) {
                best = new Scaled(middle, realism);
            } else {
                high = middle;
            }
        }
        return best;
    }

    private static boolean counts(Realism realism) {
        return realism.unrealistic().isEmpty();
    }

    /** How realistic one slice is; of a critic that is no limit nothing is said. */
    Realism of(Trial trial) {
        ImageBatch image = Trial.images(List.of(trial));
        double percentile = limits.critic().isPresent() ? percentiles(image)[0] : Double.NaN;
        return Realism.of(
                limits,
                trial.slice(),
                image.pixels(),
                trial.deformation(),
                Realism.Extent.of(trial, image.pixels(), ranges),
                percentile);
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

    /** The largest share, in [0, 1], of any limit that an image which counts has used up. */
    double spent(Realism image) {
        return image.spent(limits);
    }
}
