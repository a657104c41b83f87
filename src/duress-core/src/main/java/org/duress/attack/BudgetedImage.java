package org.duress.attack;

import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.metric.Displacement;
import org.duress.metric.Folding;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.jspecify.annotations.Nullable;

/** One image and its fields, which are brought inside a budget. Mutable, for one thread. */
final class BudgetedImage {
    /** What rounding to float can move a measure by, relatively; grows fourfold from round to round. */
    private static final double MARGIN = 1e-6;
    /** After so many rounds the fields are given up: what rounding leaves of them is too rough or too large. */
    private static final int ROUNDS = 8;

    private final BudgetSpec limits;
    private final ImageBatch image;
    private final Grid grid;
    private float[] deformation;
    private float[] intensity;
    private @Nullable Rebuilt rebuilt;

    /**
     * One image.
     *
     * @param image a batch of one
     * @param fields of the image; not changed
     */
    BudgetedImage(BudgetSpec limits, ImageBatch image, Perturbation fields) {
        this.limits = limits;
        this.image = image;
        grid = image.grid();
        deformation = fields.deformation();
        intensity = fields.intensity();
    }

    /**
     * One image that was rebuilt already.
     *
     * @param pixels of the image under the fields
     */
    BudgetedImage(BudgetSpec limits, ImageBatch image, Perturbation fields, float[] pixels) {
        this(limits, image, fields);
        rebuilt = new Rebuilt(deformation, intensity, pixels);
    }

    /** The image under fields, which are known by their arrays: these never change. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Rebuilt(float[] deformation, float[] intensity, float[] pixels) {}

    /** What became of the fields. */
    Perturbation fields() {
        return new Perturbation(deformation, intensity, image);
    }

    /** The image under the fields, as {@link Warp#perturb} gives it; not to be changed. */
    float[] pixels() {
        Rebuilt ready = rebuilt;
        if (ready == null || ready.deformation != deformation || ready.intensity != intensity) {
            ready = new Rebuilt(
                    deformation, intensity, new MovedImage(image, deformation).perturbed(1, intensity));
            rebuilt = ready;
        }
        return ready.pixels;
    }

    /** p of the rebuilt image. */
    double perceptibility() {
        return Perceived.perceptibility(image, pixels(), 0);
    }

    /** Longest displacement, in pixels. */
    double displacement() {
        return Displacement.longest(deformation, grid.rank());
    }

    /** Shrinks the fields until they are inside; whether anything changed. */
    boolean project() {
        if (inside()) {
            return false;
        }
        double margin = MARGIN;
        clip(1 - margin);
        for (int round = 0; round < ROUNDS; round++) {
            deformation = SmoothField.of(deformation, grid, limits.deformationRoughness(), 1 - margin)
                    .values();
            intensity = SmoothField.of(intensity, grid, limits.intensityRoughness(), 1 - margin)
                    .values();
            shorten(1 - margin);
            unfold(1 - margin);
            lower(1 - margin);
            dim();
            if (inside()) {
                return true;
            }
            margin *= 4;
        }
        deformation = new float[deformation.length];
        intensity = new float[intensity.length];
        return true;
    }

    /** Scales the fields to the edge; always a change, though it may be one to the same values. */
    boolean fill() {
        deformation = SmoothField.of(deformation, grid, limits.deformationRoughness(), 1 - MARGIN)
                .values();
        intensity = SmoothField.of(intensity, grid, limits.intensityRoughness(), 1 - MARGIN)
                .values();
        double deformationMost = (1 - MARGIN) * deformationMost(limits, deformation, grid);
        double intensityMost = (1 - MARGIN) * share(limits.intensity(), tallest(intensity));
        double finite = Math.max(finite(deformationMost), finite(Math.min(intensityMost, enough())));
        double factor = largestFactor(finite, deformationMost, intensityMost);
        deformation = Perturbation.scaled(deformation, Math.min(factor, deformationMost));
        intensity = Perturbation.scaled(intensity, Math.min(factor, intensityMost));
        project();
        return true;
    }

    private static double finite(double factor) {
        return Double.isFinite(factor) ? factor : 0;
    }

    /** How often a limit holds a value; infinite for a value of 0. */
    private static double share(double limit, double value) {
        return value > 0 ? limit / value : Double.POSITIVE_INFINITY;
    }

    /** The largest factor of a deformation at which it is neither too long nor folds too much; infinite for none. */
    static double deformationMost(BudgetSpec limits, float[] deformation, Grid grid) {
        return Math.min(
                share(limits.displacement(), Displacement.longest(deformation, grid.rank())),
                Folding.firstFactor(deformation, grid, limits.folded()));
    }

    /** A factor that is too large for V alone; infinite where V is empty. */
    private double enough() {
        double sum = 0;
        Scope scope = image.scope(0);
        for (int i = 0; i < intensity.length; i++) {
            sum += scope.inside(i / image.channels()) ? Math.abs(intensity[i]) : 0;
        }
        return 1.01 * share(limits.perceptibility() * scope.inside(grid.voxels(), image.channels()), sum);
    }

    private boolean inside() {
        return displacement() <= limits.displacement()
                && tallest(intensity) <= limits.intensity()
                && Folding.share(deformation, grid) <= limits.folded()
                && perceptibility() <= limits.perceptibility()
                && !SmoothField.tooRough(deformation, grid, limits.deformationRoughness())
                && !SmoothField.tooRough(intensity, grid, limits.intensityRoughness());
    }

    /** Largest |V|, in standard deviations. */
    static double tallest(float[] intensity) {
        double tallest = 0;
        for (float v : intensity) {
            tallest = Math.max(tallest, Math.abs(v));
        }
        return tallest;
    }

    /** Where V is too tall, its nearest that is not. */
    private void clip(double margin) {
        if (tallest(intensity) > limits.intensity()) {
            float most = (float) (margin * limits.intensity());
            float[] clipped = new float[intensity.length];
            for (int i = 0; i < clipped.length; i++) {
                clipped[i] = Math.max(-most, Math.min(most, intensity[i]));
            }
            intensity = clipped;
        }
    }

    /** Smoothing what was clipped can make it taller again. */
    private void lower(double margin) {
        double tallest = tallest(intensity);
        if (tallest > limits.intensity()) {
            intensity = Perturbation.scaled(intensity, margin * limits.intensity() / tallest);
        }
    }

    private void shorten(double margin) {
        double length = displacement();
        if (length > limits.displacement()) {
            deformation = Perturbation.scaled(deformation, margin * limits.displacement() / length);
        }
    }

    private void unfold(double margin) {
        if (Folding.share(deformation, grid) > limits.folded()) {
            double factor = Folding.firstFactor(deformation, grid, limits.folded());
            // Above 1 only where rounding decided, and 1 was seen to be too much.
            deformation = Perturbation.scaled(deformation, margin * Math.min(1, factor));
        }
    }

    private void dim() {
        double factor = largestFactor(1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        if (factor < 1) {
            deformation = Perturbation.scaled(deformation, factor);
            intensity = Perturbation.scaled(intensity, factor);
        }
    }

    /**
     * The largest factor, about, at which the fields are not too visible and do not fold too much.
     *
     * @param most largest factor
     * @param deformationMost largest factor of D
     * @param intensityMost largest factor of V
     */
    private double largestFactor(double most, double deformationMost, double intensityMost) {
        MovedImage moved = new MovedImage(image, deformation);
        return LargestFactor.upTo(1, most, limits.perceptibility(), factor -> {
            double times = Math.min(factor, deformationMost);
            return Folding.share(Perturbation.scaled(deformation, times), grid) > limits.folded()
                    ? Double.POSITIVE_INFINITY
                    : moved.perceptibility(times, Perturbation.scaled(intensity, Math.min(factor, intensityMost)));
        });
    }
}
