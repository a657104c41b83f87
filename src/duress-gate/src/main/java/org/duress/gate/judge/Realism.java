package org.duress.gate.judge;

import java.util.Locale;
import java.util.Optional;
import org.duress.base.Channels;
import org.duress.data.Slice;
import org.duress.metric.Displacement;
import org.duress.metric.Ssim;
import org.duress.result.slice.Trial;
import org.duress.spec.RealismSpec;

/**
 * How realistic one perturbed slice is.
 *
 * @param ssim structural similarity to the clean slice, in [-1, 1]; of several channels the lowest: a reader looks at
 *     each of them, and a mean would let one be ruined that a model may rest on alone
 * @param displacementMillimetres longest displacement; NaN where the spacing is not known
 * @param criticPercentile see {@link CriticScale#percentile}, in [0, 100]; NaN without a critic
 * @param outOfRange share of points, in [0, 1], outside the clean range of the subject; of several channels the largest
 * @param unrealistic why the image does not count, in a few words; empty where it counts. What is NaN is held to
 *     nothing
 */
public record Realism(
        double ssim,
        double displacementMillimetres,
        double criticPercentile,
        double outOfRange,
        Optional<String> unrealistic) {

    /**
     * How far intensities went.
     *
     * @param outOfRange share of points, in [0, 1], outside the clean range of the subject
     * @param largest |V| of any channel, in the image's own units, HU for CT
     */
    record Extent(double outOfRange, double largest) {
        /** Nowhere. */
        static final Extent NONE = new Extent(0, 0);

        static Extent of(Trial trial, float[] attacked, CleanRanges ranges) {
            return new Extent(ranges.outside(trial, attacked), trial.largestIntensity());
        }
    }

    /**
     * Measures a slice.
     *
     * @param slice the clean one
     * @param attacked I_DV, {@code [grid, channels]}
     * @param deformation D, {@code [grid, rank]}, pixels, x first
     * @param extent how far its intensities went
     * @param criticPercentile in [0, 100]; NaN without a critic
     */
    static Realism of(
            RealismSpec limits,
            Slice slice,
            float[] attacked,
            float[] deformation,
            Extent extent,
            double criticPercentile) {
        double ssim = ssim(slice, attacked);
        double millimetres = Displacement.longestMillimetres(deformation, slice.grid());
        return new Realism(
                ssim,
                millimetres,
                criticPercentile,
                extent.outOfRange(),
                unrealistic(limits, ssim, millimetres, criticPercentile).or(() -> unrealistic(limits, extent)));
    }

    private static double ssim(Slice slice, float[] attacked) {
        int channels = slice.channels();
        float[] clean = slice.image();
        double lowest = Double.POSITIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
            lowest = Math.min(
                    lowest,
                    Ssim.of(Channels.one(clean, c, channels), Channels.one(attacked, c, channels), slice.grid()));
        }
        return lowest;
    }

    /** The same with a critic's percentile. */
    Realism rated(double percentile) {
        return new Realism(ssim, displacementMillimetres, percentile, outOfRange, unrealistic);
    }

    /** The same, and it counts. */
    Realism counting() {
        return new Realism(ssim, displacementMillimetres, criticPercentile, outOfRange, Optional.empty());
    }

    /**
     * The largest share, in [0, 1], of any of the limits that it uses up: a change of SSIM, millimetres, points out of
     * range.
     */
    double spent(RealismSpec limits) {
        double similarity = share(1 - ssim, 1 - limits.ssim());
        double displaced = limits.displacementMillimetres().isPresent() && !Double.isNaN(displacementMillimetres)
                ? share(
                        displacementMillimetres,
                        limits.displacementMillimetres().getAsDouble())
                : 0;
        double outside = limits.outOfRange() < 1 ? share(outOfRange, limits.outOfRange()) : 0;
        return Math.max(outside, Math.max(similarity, displaced));
    }

    private static double share(double value, double limit) {
        return limit > 0 ? Math.max(0, Math.min(1, value / limit)) : Math.signum(value);
    }

    private static Optional<String> unrealistic(RealismSpec limits, double ssim, double millimetres, double critic) {
        if (ssim < limits.ssim()) {
            return Optional.of(past("SSIM", ssim, "below realism.ssim", limits.ssim()));
        }
        if (limits.displacementMillimetres().isPresent()
                && millimetres > limits.displacementMillimetres().getAsDouble()) {
            return Optional.of(past(
                    "displacement of",
                    millimetres,
                    "mm above realism.displacement",
                    limits.displacementMillimetres().getAsDouble()));
        }
        if (limits.critic().isPresent() && critic < limits.critic().getAsDouble()) {
            return Optional.of(past(
                    "critic percentile",
                    critic,
                    "below realism.critic",
                    limits.critic().getAsDouble()));
        }
        return Optional.empty();
    }

    private static Optional<String> unrealistic(RealismSpec limits, Extent extent) {
        if (extent.outOfRange() > limits.outOfRange()) {
            return Optional.of(past(
                    "share of", extent.outOfRange(), "out of range above realism.outOfRange", limits.outOfRange()));
        }
        return limits.intensityHounsfield().stream()
                .filter(limit -> extent.largest() > limit)
                .mapToObj(limit -> past("|V| of", extent.largest(), "HU above realism.intensityHu", limit))
                .findFirst();
    }

    private static String past(String what, double value, String key, double limit) {
        return String.format(Locale.ROOT, "%s %.4f %s %s", what, value, key, limit);
    }
}
