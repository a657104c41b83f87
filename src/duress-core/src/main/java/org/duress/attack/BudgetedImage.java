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
    private RatedField deformation;
    private RatedField intensity;
    // Of the fields as they are; NaN for what was not measured yet.
    private double displacement = Double.NaN;
    private double folded = Double.NaN;
    private double perceptibility = Double.NaN;
    /** The image under the fields as they are; null where it was not rebuilt yet. */
    private float @Nullable [] pixels;

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
        deformation = RatedField.of(fields.deformation(), grid, limits.deformationRoughness());
        intensity = RatedField.of(fields.intensity(), grid, limits.intensityRoughness());
    }

    /**
     * One image that was rebuilt already.
     *
     * @param pixels of the image under the fields, as {@link Warp#perturb} gives them
     */
    BudgetedImage(BudgetSpec limits, ImageBatch image, Perturbation fields, float[] pixels) {
        this(limits, image, fields);
        this.pixels = pixels;
    }

    /** What became of the fields. */
    Perturbation fields() {
        return new Perturbation(deformation.values(), intensity.values(), image);
    }

    private void deform(RatedField other) {
        if (other != deformation) {
            deformation = other;
            displacement = Double.NaN;
            folded = Double.NaN;
            perceptibility = Double.NaN;
            pixels = null;
        }
    }

    private void shade(RatedField other) {
        if (other != intensity) {
            intensity = other;
            perceptibility = Double.NaN;
            pixels = null;
        }
    }

    /** The image under the fields, as {@link Warp#perturb} gives it; not to be changed. */
    float[] pixels() {
        float[] ready = pixels;
        if (ready == null) {
            ready = new MovedImage(image, deformation.values()).perturbed(1, intensity.values());
            pixels = ready;
        }
        return ready;
    }

    /** p of the rebuilt image. */
    double perceptibility() {
        if (Double.isNaN(perceptibility)) {
            perceptibility = Perceived.perceptibility(image, pixels(), 0);
        }
        return perceptibility;
    }

    /** Longest displacement, in pixels. */
    private double displacement() {
        if (Double.isNaN(displacement)) {
            displacement = Displacement.longest(deformation.values(), grid.rank());
        }
        return displacement;
    }

    /** Share of pixels that fold. */
    private double folded() {
        if (Double.isNaN(folded)) {
            folded = displacement() == 0 ? 0 : Folding.share(deformation.values(), grid);
        }
        return folded;
    }

    /** Shrinks the fields until they are inside; whether anything changed. */
    boolean project() {
        if (inside()) {
            return false;
        }
        double margin = MARGIN;
        clip(1 - margin);
        for (int round = 0; round < ROUNDS; round++) {
            deform(deformation.smooth(1 - margin));
            shade(intensity.smooth(1 - margin));
            shorten(1 - margin);
            unfold(1 - margin);
            lower(1 - margin);
            dim();
            if (inside()) {
                return true;
            }
            margin *= 4;
        }
        deform(deformation.times(0));
        shade(intensity.times(0));
        return true;
    }

    /** Scales the fields to the edge; always a change, though it may be one to the same values. */
    boolean fill() {
        deform(deformation.smooth(1 - MARGIN));
        shade(intensity.smooth(1 - MARGIN));
        double deformationMost = (1 - MARGIN) * deformationMost(limits, deformation.values(), grid);
        double intensityMost = (1 - MARGIN) * share(limits.intensity(), tallest());
        double finite = Math.max(finite(deformationMost), finite(Math.min(intensityMost, enough())));
        new Scaling(finite, deformationMost, intensityMost).apply();
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
        float[] shade = intensity.values();
        for (int i = 0; i < shade.length; i++) {
            sum += scope.inside(i / image.channels()) ? Math.abs(shade[i]) : 0;
        }
        return 1.01 * share(limits.perceptibility() * scope.inside(grid.voxels(), image.channels()), sum);
    }

    private boolean inside() {
        return displacement() <= limits.displacement()
                && tallest() <= limits.intensity()
                && folded() <= limits.folded()
                && perceptibility() <= limits.perceptibility()
                && !deformation.tooRough()
                && !intensity.tooRough();
    }

    private double tallest() {
        return tallest(intensity.values());
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
        if (tallest() > limits.intensity()) {
            float most = (float) (margin * limits.intensity());
            float[] clipped = intensity.values().clone();
            for (int i = 0; i < clipped.length; i++) {
                clipped[i] = Math.max(-most, Math.min(most, clipped[i]));
            }
            shade(RatedField.of(clipped, grid, limits.intensityRoughness()));
        }
    }

    /** Smoothing what was clipped can make it taller again. */
    private void lower(double margin) {
        double tallest = tallest();
        if (tallest > limits.intensity()) {
            shade(intensity.times(margin * limits.intensity() / tallest));
        }
    }

    private void shorten(double margin) {
        double length = displacement();
        if (length > limits.displacement()) {
            deform(deformation.times(margin * limits.displacement() / length));
        }
    }

    private void unfold(double margin) {
        if (folded() > limits.folded()) {
            double factor = Folding.firstFactor(deformation.values(), grid, limits.folded());
            // Above 1 only where rounding decided, and 1 was seen to be too much.
            deform(deformation.times(margin * Math.min(1, factor)));
        }
    }

    private void dim() {
        new Scaling(1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY).apply();
    }

    /** Scales the fields by the largest factor, about, at which they are not too visible and do not fold too much. */
    private final class Scaling {
        private final double most;
        private final double deformationMost;
        private final double intensityMost;
        private final MovedImage moved = new MovedImage(image, deformation.values());
        private final boolean neverFolds;
        // Of the last factor that was not too much, which is mostly the one that is found.
        private double latest = Double.NaN;
        private double latestFolded;
        private double latestPerceptibility;

        /**
         * A search for the factor.
         *
         * @param most largest factor
         * @param deformationMost largest factor of D
         * @param intensityMost largest factor of V
         */
        Scaling(double most, double deformationMost, double intensityMost) {
            this.most = most;
            this.deformationMost = deformationMost;
            this.intensityMost = intensityMost;
            neverFolds = Folding.surelyNone(deformation.values(), grid, Math.min(most, deformationMost));
        }

        private double perceptibility(double factor) {
            double times = Math.min(factor, deformationMost);
            double shades = Math.min(factor, intensityMost);
            double folds = folded(times);
            if (folds > limits.folded()) {
                return Double.POSITIVE_INFINITY;
            }
            double p = times == 1 && shades == 1
                    ? BudgetedImage.this.perceptibility()
                    : moved.perceptibility(times, Perturbation.scaled(intensity.values(), shades));
            if (p <= limits.perceptibility()) {
                latest = factor;
                latestFolded = folds;
                latestPerceptibility = p;
            }
            return p;
        }

        private double folded(double times) {
            if (neverFolds) {
                return 0;
            }
            return times == 1
                    ? BudgetedImage.this.folded()
                    : Folding.share(Perturbation.scaled(deformation.values(), times), grid);
        }

        void apply() {
            double factor = LargestFactor.upTo(1, most, limits.perceptibility(), this::perceptibility);
            deform(deformation.times(Math.min(factor, deformationMost)));
            shade(intensity.times(Math.min(factor, intensityMost)));
            if (factor == latest) {
                folded = latestFolded;
                perceptibility = latestPerceptibility;
            }
        }
    }
}
