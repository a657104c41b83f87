package org.duress.attack;

import org.duress.base.KeptFloats;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.jspecify.annotations.Nullable;

/**
 * One image and its fields on their way to the edge of a budget, and back: {@code D = min(k, most) smooth(d)} and
 * {@code V = smooth(c tanh(k v / c))}, with the one factor k that brings p to its limit and the largest |V| c. D stays
 * behind where it would fold or be too long. Mutable, for one thread.
 */
final class FilledImage {
    /** What rounding can move a share by. */
    private static final double MARGIN = 1e-6;

    private final BudgetSpec limits;
    private final ImageBatch image;
    private final KeptFields raw;
    private final SmoothField move;
    private final double moveMost;
    private final double factor;
    private final SmoothField shaded;
    private final KeptFields fields;
    private final KeptFloats pixels;

    /**
     * Fills.
     *
     * @param image a batch of one
     * @param raw its fields, of any size
     */
    FilledImage(BudgetSpec limits, ImageBatch image, KeptFields raw) {
        this.limits = limits;
        this.image = image;
        this.raw = raw;
        move = SmoothField.of(raw.deformation(), image.grid(), limits.deformationRoughness(), 1 - MARGIN)
                .stored();
        double most = (1 - MARGIN) * BudgetedImage.deformationMost(limits, move.values(), image.grid());
        moveMost = Double.isFinite(most) ? most : 0;
        Search search = new Search(new MovedImage(image, move.values()), raw.intensity());
        factor = LargestFactor.upTo(1, Double.POSITIVE_INFINITY, limits.perceptibility(), search::perceptibility);
        Tried found = search.at(factor);
        shaded = found.shaded.stored();
        BudgetedImage exact = new BudgetedImage(limits, image, proposed(found.shaded), found.pixels);
        exact.project();
        fields = KeptFields.of(exact.fields());
        pixels = KeptFloats.of(exact.pixels());
    }

    /** V at a factor, and the image under the fields there. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Tried(double factor, SmoothField shaded, float[] pixels) {}

    /** What was tried on the way to the factor. */
    private final class Search {
        private final MovedImage moved;
        private final float[] shade;
        /** The last factor at which p was within its limit, which is mostly the one that is found. */
        private @Nullable Tried latest;

        Search(MovedImage moved, float[] shade) {
            this.moved = moved;
            this.shade = shade;
        }

        double perceptibility(double scale) {
            Tried own = tried(scale);
            double p = Perceived.perceptibility(image, own.pixels, 0);
            if (p <= limits.perceptibility()) {
                latest = own;
            }
            return p;
        }

        private Tried tried(double scale) {
            SmoothField own = shaded(shade, scale);
            return new Tried(scale, own, moved.perturbed(Math.min(scale, moveMost), own.values()));
        }

        Tried at(double scale) {
            Tried ready = latest;
            return ready != null && ready.factor == scale ? ready : tried(scale);
        }
    }

    private SmoothField shaded(float[] shade, double scale) {
        float[] squashed = new float[shade.length];
        for (int i = 0; i < squashed.length; i++) {
            squashed[i] = (float) squashed(scale * shade[i]);
        }
        return SmoothField.of(squashed, image.grid(), limits.intensityRoughness(), 1 - MARGIN);
    }

    private double squashed(double value) {
        double most = limits.intensity();
        return Double.isInfinite(most) ? value : most * tanh(value / most);
    }

    private double squashedSlope(double value) {
        double tanh = Double.isInfinite(limits.intensity()) ? 0 : tanh(value / limits.intensity());
        return 1 - tanh * tanh;
    }

    /** To 1e-15, which is finer than a field is, in a quarter of the time of {@link Math#tanh}. */
    private static double tanh(double value) {
        return 1 - 2 / (1 + Math.exp(2 * value));
    }

    private Perturbation proposed(SmoothField shade) {
        return new Perturbation(Perturbation.scaled(move.values(), Math.min(factor, moveMost)), shade.values(), image);
    }

    /** The fields inside the budget. */
    KeptFields fields() {
        return fields;
    }

    /** The image under them, as {@link Warp#perturb} gives it; not to be changed. */
    float[] pixels() {
        return pixels.values();
    }

    /**
     * Pulls a gradient on {@link #fields} back to the raw fields.
     *
     * @param gradient of this image
     * @param edge the slope of p there
     */
    FieldGradient pullback(FieldGradient gradient, FieldGradient edge) {
        float[] shade = raw.intensity();
        float[] shades = toShade(gradient.intensity(), shade);
        float[] edgeShades = toShade(edge.intensity(), shade);
        double gain = FieldGradient.product(shades, shade);
        double cost = FieldGradient.product(edgeShades, shade);
        if (factor < moveMost) {
            gain += FieldGradient.product(gradient.deformation(), move.values());
            cost += FieldGradient.product(edge.deformation(), move.values());
        }
        double off = cost > 0 ? gain / cost : 0;
        float[] moves = new float[gradient.deformation().length];
        double moveFactor = Math.min(factor, moveMost);
        for (int i = 0; i < moves.length; i++) {
            moves[i] = (float) (moveFactor * (gradient.deformation()[i] - off * edge.deformation()[i]));
        }
        for (int i = 0; i < shades.length; i++) {
            shades[i] = (float) (factor * (shades[i] - off * edgeShades[i]));
        }
        return new FieldGradient(move.pullback(moves), shades);
    }

    /**
     * A gradient on V as one on k v.
     *
     * @param shade v
     */
    private float[] toShade(float[] gradient, float[] shade) {
        float[] back = shaded.pullback(gradient).clone();
        for (int i = 0; i < back.length; i++) {
            back[i] *= (float) squashedSlope(factor * shade[i]);
        }
        return back;
    }
}
