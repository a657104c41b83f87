package org.duress.attack;

import org.duress.metric.Displacement;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Folding;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;

/** One image and its fields, which are brought inside a budget in place. Mutable, for one thread. */
final class BudgetedImage {
    /** How near to its limit p must come where it is the limit that counts. */
    private static final double TOLERANCE = 1e-3;
    /** Where within that tolerance the search aims at. */
    private static final double AIM = 1 - TOLERANCE / 4;
    /** Most evaluations of p in one search. Three or four do, but p need not be monotone. */
    private static final int MOST_STEPS = 40;
    /** What rounding to float can move a measure by, relatively; grows fourfold from round to round. */
    private static final double MARGIN = 1e-6;
    /** After so many rounds the fields are given up: what rounding leaves of them is too rough or too large. */
    private static final int ROUNDS = 8;

    private final BudgetSpec limits;
    private final ImageBatch image;
    private final int height;
    private final int width;
    private float[] deformation;
    private float[] intensity;
    private final FieldScale deformationScale = new FieldScale();
    private final FieldScale intensityScale = new FieldScale();
    private boolean deformationHeld;

    /**
     * One image.
     *
     * @param image a batch of one
     * @param fields of the image; overwritten
     */
    BudgetedImage(BudgetSpec limits, ImageBatch image, Perturbation fields) {
        this.limits = limits;
        this.image = image;
        height = image.grid().height();
        width = image.grid().width();
        deformation = fields.deformation();
        intensity = fields.intensity();
    }

    /** What became of the fields. */
    Perturbation fields() {
        return new Perturbation(deformation, intensity, image);
    }

    /** Pulls a gradient on what became of the fields back to the fields as they were, with all factors constant. */
    FieldGradient pullback(FieldGradient gradient) {
        return new FieldGradient(
                deformationScale.pullback(gradient.deformation(), height, width, 2),
                intensityScale.pullback(gradient.intensity(), height, width, image.channels()));
    }

    /** Whether D stayed behind when the fields were filled, so that V alone brought p to its limit. */
    boolean deformationHeld() {
        return deformationHeld;
    }

    /** p of the rebuilt image. */
    double perceptibility() {
        return perceptibility(deformation, intensity);
    }

    /** Longest displacement, in pixels. */
    double displacement() {
        return Displacement.longest(deformation);
    }

    /** Shrinks the fields until they are inside; whether anything changed. */
    boolean project() {
        if (inside()) {
            return false;
        }
        double margin = MARGIN;
        for (int round = 0; round < ROUNDS; round++) {
            smooth(1 - margin);
            shorten(1 - margin);
            unfold(1 - margin);
            dim();
            if (inside()) {
                return true;
            }
            margin *= 4;
        }
        scaleDeformation(0);
        scaleIntensity(0);
        return true;
    }

    /** Scales the fields to the edge; always a change, though it may be one to the same values. */
    boolean fill() {
        smooth(1 - MARGIN);
        double most = unbounded();
        double deformationMost = (1 - MARGIN)
                * Math.min(
                        limits.displacement() / displacement(),
                        Folding.firstFactor(deformation, height, width, limits.folded()));
        if (limits.displacement() == 0 || displacement() == 0) {
            scaleDeformation(0);
            deformationMost = 0;
        }
        double factor = Double.isFinite(most)
                ? largestFactor(Math.max(most, deformationMost), deformationMost)
                : largestFactor(deformationMost, deformationMost);
        deformationHeld = factor > deformationMost;
        scaleDeformation(Math.min(factor, deformationMost));
        scaleIntensity(factor);
        project();
        return true;
    }

    /** A factor that is too large for V alone; infinite where V is empty. */
    private double unbounded() {
        double sum = 0;
        for (float v : intensity) {
            sum += Math.abs(v);
        }
        return 1.01 * limits.perceptibility() * intensity.length / sum;
    }

    private boolean inside() {
        return displacement() <= limits.displacement()
                && Folding.share(deformation, height, width) <= limits.folded()
                && perceptibility() <= limits.perceptibility()
                && !tooRough(deformation, 2, limits.deformationRoughness())
                && !tooRough(intensity, image.channels(), limits.intensityRoughness());
    }

    /** A flat field has no energy to share, NaN, and is not rough. */
    private boolean tooRough(float[] field, int channels, double limit) {
        return limit < 1 && FieldSmoothness.highFrequencyShare(field, height, width, channels) > limit;
    }

    private void smooth(double margin) {
        if (tooRough(deformation, 2, limits.deformationRoughness())) {
            deformation = smoother(deformation, 2, limits.deformationRoughness(), margin, deformationScale);
        }
        if (tooRough(intensity, image.channels(), limits.intensityRoughness())) {
            intensity = smoother(intensity, image.channels(), limits.intensityRoughness(), margin, intensityScale);
        }
    }

    /** The slow part and as much of the rest as makes the share of its energy the wanted one. */
    private float[] smoother(float[] field, int channels, double limit, double margin, FieldScale scale) {
        double[] low = FieldSmoothness.lowPass(field, height, width, channels);
        double[] mean = new double[channels];
        for (int i = 0; i < low.length; i++) {
            mean[i % channels] += low[i] * channels / low.length;
        }
        double slow = 0;
        double fast = 0;
        for (int i = 0; i < low.length; i++) {
            double wave = low[i] - mean[i % channels];
            double rest = field[i] - low[i];
            slow += wave * wave;
            fast += rest * rest;
        }
        double share = margin * limit;
        double kept = Math.sqrt(share * slow / ((1 - share) * fast));
        float[] smooth = new float[field.length];
        for (int i = 0; i < field.length; i++) {
            smooth[i] = (float) (low[i] + kept * (field[i] - low[i]));
        }
        if (!tooRough(smooth, channels, limit)) {
            scale.smooth(kept);
            return smooth;
        }
        // Next to nothing is slow, and rounding is rough: the mean is what there is to keep.
        scale.smooth(0);
        for (int i = 0; i < field.length; i++) {
            smooth[i] = (float) mean[i % channels];
        }
        return smooth;
    }

    private void shorten(double margin) {
        double length = displacement();
        if (length > limits.displacement()) {
            scaleDeformation(margin * limits.displacement() / length);
        }
    }

    private void unfold(double margin) {
        if (Folding.share(deformation, height, width) > limits.folded()) {
            double factor = Folding.firstFactor(deformation, height, width, limits.folded());
            // Above 1 only where rounding decided, and 1 was seen to be too much.
            scaleDeformation(margin * Math.min(1, factor));
        }
    }

    private void dim() {
        double factor = largestFactor(1, Double.POSITIVE_INFINITY);
        if (factor < 1) {
            scaleDeformation(factor);
            scaleIntensity(factor);
        }
    }

    /**
     * The largest factor, about, at which the fields are not too visible and do not fold too much. Only one that was
     * tried is given back, for neither measure need grow with it.
     *
     * @param most largest factor
     * @param deformationMost largest factor of D
     */
    private double largestFactor(double most, double deformationMost) {
        double limit = limits.perceptibility();
        double low = 0;
        double lowP = 0;
        double high = most;
        double highP = visible(high, deformationMost);
        if (highP <= limit) {
            return high;
        }
        int sameEnd = 0;
        for (int step = 0;
                step < MOST_STEPS && lowP < (1 - TOLERANCE) * limit && high - low > TOLERANCE * high / 4;
                step++) {
            double next = low + (high - low) * (AIM * limit - lowP) / (highP - lowP);
            if (Math.abs(sameEnd) >= 2 || !(next > low && next < high)) {
                next = (low + high) / 2;
                sameEnd = 0;
            }
            double p = visible(next, deformationMost);
            if (p <= limit) {
                low = next;
                lowP = p;
                sameEnd = Math.max(1, sameEnd + 1);
            } else {
                high = next;
                highP = p;
                sameEnd = Math.min(-1, sameEnd - 1);
            }
        }
        return low;
    }

    /** p at a factor; infinite where the deformation folds too much. */
    private double visible(double factor, double deformationMost) {
        float[] d = scaled(deformation, Math.min(factor, deformationMost));
        return Folding.share(d, height, width) > limits.folded()
                ? Double.POSITIVE_INFINITY
                : perceptibility(d, scaled(intensity, factor));
    }

    private double perceptibility(float[] d, float[] v) {
        ImageBatch rebuilt = Warp.perturb(image, new Perturbation(d, v, image));
        return Perceptibility.of(image.pixels(), rebuilt.pixels());
    }

    private void scaleDeformation(double factor) {
        deformation = scaled(deformation, factor);
        deformationScale.multiply(factor);
    }

    private void scaleIntensity(double factor) {
        intensity = scaled(intensity, factor);
        intensityScale.multiply(factor);
    }

    private static float[] scaled(float[] field, double factor) {
        if (factor == 1) {
            return field;
        }
        float[] out = new float[field.length];
        if (factor > 0) {
            for (int i = 0; i < field.length; i++) {
                out[i] = (float) (factor * field[i]);
            }
        }
        return out;
    }
}
