package org.duress.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Whether a model's gradients are the derivatives of its answers. A wrong gradient makes a weak attack, and a weak
 * attack a PASS that means nothing; being finite and not zero does not show it.
 *
 * <p>For L = sum of u S(I) with random u, the pulled back gradient g of each image is held against
 *
 * <ul>
 *   <li>itself, asked again;
 *   <li>itself, with the image alone instead of in its batch;
 *   <li>central differences (L(I + h d) - L(I - h d)) / 2h along several directions d: g itself, and white noise on the
 *       whole image, its upper and its lower half, and on each of several channels, which are judged one by one: a
 *       channel that does little would not stand out of the others.
 * </ul>
 *
 * <p>Differences in single precision, of functions with kinks and steps, are not always worth something. A derivative
 * is compared only where the answers are nearly straight between the two images, value by value, and rounding is far
 * below the difference. What is random, or saturated, or a staircase has no derivative that could be compared, and is
 * left to other checks.
 *
 * @param compared derivatives, one an image and direction, that finite differences could tell
 * @param undecided those that they could not
 * @param largestError largest difference between a compared derivative and its gradient, as a share of either; NaN
 *     where none was compared
 */
public record GradientCheck(int compared, int undecided, double largestError) {
    /**
     * Steps in standard deviations of intensity. Small ones straddle few kinks and large ones stand out of the
     * rounding; the first that tells is taken.
     */
    private static final double[] STEPS = {1e-4, 4e-4, 1.6e-3, 6.4e-3, 2.5e-2};

    /**
     * Standard deviation of the noise that is put on the images first. Images have flat regions, where every pooling
     * window is a tie and every difference straddles a kink; the steps are far smaller than it.
     */
    private static final double OFF_TIES = 0.1;

    /** What may be left open of a derivative: by bends and by rounding, and between it and the gradient. */
    private static final double TOLERANCE = 0.1;

    /**
     * What two gradients of one image may differ by, as a share of their length: a kink crossed by rounding, no more.
     */
    private static final double SAME_GRADIENT = 0.01;

    /**
     * Rounding of a probability in single precision after many layers, as a share of how far it is from being certain.
     */
    private static final double ROUNDING = 1e-6;

    /** Of rounding, that a difference must stand out of. */
    private static final double DEVIATIONS = 3;

    /** Fewer derivatives than these may be chance. */
    private static final int LEAST_CONTRADICTIONS = 2;

    private static final double CONTRADICTING_SHARE = 0.25;

    /** Of the derivatives along one channel alone, which are few. */
    private static final double CONTRADICTING_SHARE_OF_CHANNEL = 0.5;

    /**
     * Checks a model on images.
     *
     * @param images as many as go through it at once, of the size in use
     * @param seed of u and of the directions
     * @throws org.duress.DuressException if a gradient is not finite, differs from itself, or is not the derivative; or
     *     if the answer about an image depends on what else is in its batch
     */
    public static GradientCheck of(DifferentiableModel model, ImageBatch images, long seed) {
        return new Run(model, images, new Random(seed)).check();
    }

    private static final class Run {
        private final DifferentiableModel model;
        private final ImageBatch images;

        /** Values of one image: all channels of all its pixels. */
        private final int length;

        private final int values;
        private final Random random;
        private final float[] weights;

        private int compared;
        private int undecided;
        private int contradictions;
        private double largestError = Double.NaN;
        private String firstContradiction = "";

        Run(DifferentiableModel model, ImageBatch images, Random random) {
            this.model = model;
            this.random = random;
            this.images = offTies(images);
            length = images.length();
            values = images.grid().voxels() * model.classes();
            weights = normal(images.count() * values);
        }

        private ImageBatch offTies(ImageBatch batch) {
            float[] moved = normal(batch.pixels().length);
            for (int p = 0; p < moved.length; p++) {
                moved[p] = (float) (batch.pixels()[p] + OFF_TIES * moved[p]);
            }
            return batch.with(moved);
        }

        private float[] normal(int length) {
            float[] normal = new float[length];
            for (int i = 0; i < length; i++) {
                normal[i] = (float) random.nextGaussian();
            }
            return normal;
        }

        GradientCheck check() {
            Pass first = pass(images, weights);
            Pass again = pass(images, weights);
            if (!first.finiteAnswers() || !Segmentation.alike(first.answers, again.answers)) {
                return new GradientCheck(0, images.count(), Double.NaN);
            }
            for (int i = 0; i < images.count(); i++) {
                requireFinite(first.gradient, i);
                requireSame(first.gradient, again.gradient, i, "asked for twice");
            }
            if (images.count() > 1) {
                for (int i = 0; i < images.count(); i++) {
                    requireSameAlone(first, i);
                }
            }
            along(first, unit(first.gradient), "its gradient");
            along(first, normal(images.pixels().length), "noise");
            along(first, half(0), "noise in its upper half");
            along(first, half(1), "noise in its lower half");
            requireTrue(contradictions, compared, CONTRADICTING_SHARE);
            for (int c = 0; images.channels() > 1 && c < images.channels(); c++) {
                int before = contradictions;
                int comparedBefore = compared;
                along(first, channel(c), "noise in channel " + (c + 1));
                requireTrue(contradictions - before, compared - comparedBefore, CONTRADICTING_SHARE_OF_CHANNEL);
            }
            return new GradientCheck(compared, undecided, largestError);
        }

        private void requireTrue(int wrong, int of, double share) {
            if (wrong >= Math.max(LEAST_CONTRADICTIONS, share * of)) {
                throw model.engine()
                        .fault(
                                "gives wrong gradients",
                                wrong + " of " + of + " derivatives are not what finite differences say, "
                                        + firstContradiction);
            }
        }

        /** One pass and its pullback, copied: a model keeps only its last. */
        private record Pass(float[] answers, float[] gradient) {
            boolean finiteAnswers() {
                return finite(answers, 0, answers.length);
            }
        }

        private Pass pass(ImageBatch batch, float[] upstream) {
            DifferentiableModel.Forward forward = model.forward(batch);
            float[] answers = forward.probabilities().clone();
            return new Pass(answers, forward.inputGradient(upstream).clone());
        }

        private static boolean finite(float[] numbers, int from, int to) {
            for (int i = from; i < to; i++) {
                if (!Float.isFinite(numbers[i])) {
                    return false;
                }
            }
            return true;
        }

        private void requireFinite(float[] gradient, int image) {
            if (!finite(gradient, image * length, (image + 1) * length)) {
                throw model.engine()
                        .fault(
                                "gives gradients that are not finite",
                                name(image) + " has one, where all of its answers are finite");
            }
        }

        private void requireSame(float[] gradient, float[] other, int image, String how) {
            double difference = 0;
            double square = 0;
            for (int p = image * length; p < (image + 1) * length; p++) {
                double d = gradient[p] - (double) other[p];
                difference += d * d;
                square += (double) gradient[p] * gradient[p];
            }
            // Not finite is no less different.
            if (!(Math.sqrt(difference) <= SAME_GRADIENT * Math.sqrt(square))) {
                throw model.engine()
                        .fault(
                                "gives gradients that do not repeat",
                                text(
                                        "the gradient of %s, %s, differs by %.3g where it is %.3g long",
                                        name(image), how, Math.sqrt(difference), Math.sqrt(square)));
            }
        }

        private void requireSameAlone(Pass together, int image) {
            Pass alone = pass(images.one(image), Arrays.copyOfRange(weights, image * values, (image + 1) * values));
            if (!Segmentation.alike(
                    alone.answers, Arrays.copyOfRange(together.answers, image * values, (image + 1) * values))) {
                throw model.engine()
                        .fault(
                                "gives answers that depend on what else is in the batch",
                                name(image) + " is answered otherwise when it is alone");
            }
            float[] padded = new float[together.gradient.length];
            System.arraycopy(alone.gradient, 0, padded, image * length, length);
            requireSame(together.gradient, padded, image, "alone and in its batch");
        }

        private float[] half(int which) {
            float[] noise = normal(images.pixels().length);
            for (int p = 0; p < noise.length; p++) {
                boolean upper = 2 * (p % length) < length;
                noise[p] = upper == (which == 0) ? noise[p] : 0;
            }
            return noise;
        }

        private float[] channel(int which) {
            float[] noise = normal(images.pixels().length);
            for (int p = 0; p < noise.length; p++) {
                noise[p] = p % images.channels() == which ? noise[p] : 0;
            }
            return noise;
        }

        /** Each image's part scaled to a mean square of 1; zeros stay. */
        private float[] unit(float[] gradient) {
            float[] unit = gradient.clone();
            for (int i = 0; i < images.count(); i++) {
                double square = 0;
                for (int p = i * length; p < (i + 1) * length; p++) {
                    square += (double) gradient[p] * gradient[p];
                }
                double scale = square == 0 ? 0 : Math.sqrt(length / square);
                for (int p = i * length; p < (i + 1) * length; p++) {
                    unit[p] = (float) (scale * gradient[p]);
                }
            }
            return unit;
        }

        private void along(Pass at, float[] direction, String name) {
            boolean[] open = new boolean[images.count()];
            Arrays.fill(open, true);
            for (int step = 0; step < STEPS.length && any(open); step++) {
                Difference[] differences = differences(at, direction, STEPS[step]);
                for (int i = 0; i < open.length; i++) {
                    open[i] = open[i] && !decided(at, direction, name, i, differences[i]);
                }
            }
            for (boolean still : open) {
                undecided += still ? 1 : 0;
            }
        }

        private static boolean any(boolean[] open) {
            for (boolean one : open) {
                if (one) {
                    return true;
                }
            }
            return false;
        }

        /**
         * What finite differences say of one image.
         *
         * @param central (L(I + h d) - L(I - h d)) / 2h
         * @param bend how far the answers are from straight between the two: the sum of |S(I + h d) - 2 S(I) + S(I - h
         *     d)| over all values, as a share of that of |S(I + h d) - S(I - h d)|. A step or a kink between them
         *     counts whole, however many cancel in L
         * @param rounding what rounding alone makes of the difference
         */
        private record Difference(double central, double bend, double rounding) {}

        private Difference[] differences(Pass at, float[] direction, double step) {
            float[] up = moved(direction, step);
            float[] down = moved(direction, -step);
            Difference[] differences = new Difference[images.count()];
            for (int i = 0; i < differences.length; i++) {
                double central = 0;
                double straight = 0;
                double bent = 0;
                double rounding = 0;
                for (int k = i * values; k < (i + 1) * values; k++) {
                    double change = up[k] - (double) down[k];
                    central += weights[k] * change;
                    straight += Math.abs(change);
                    bent += Math.abs(up[k] - 2.0 * at.answers[k] + down[k]);
                    double answer = at.answers[k];
                    double error = weights[k] * (ROUNDING * answer * (1 - answer) + Math.ulp(at.answers[k]));
                    rounding += error * error;
                }
                differences[i] = new Difference(
                        central / (2 * step),
                        straight == 0 ? Double.NaN : bent / straight,
                        DEVIATIONS * Math.sqrt(rounding) / step);
            }
            return differences;
        }

        private float[] moved(float[] direction, double step) {
            float[] moved = images.pixels().clone();
            for (int p = 0; p < moved.length; p++) {
                moved[p] += (float) (step * direction[p]);
            }
            return model.probabilities(images.with(moved));
        }

        private boolean decided(Pass at, float[] direction, String name, int image, Difference found) {
            double predicted = 0;
            double square = 0;
            for (int p = image * length; p < (image + 1) * length; p++) {
                predicted += at.gradient[p] * (double) direction[p];
                square += direction[p] == 0 ? 0 : (double) at.gradient[p] * at.gradient[p];
            }
            double scale = Math.max(Math.sqrt(square), Math.max(Math.abs(predicted), Math.abs(found.central)));
            if (!(found.bend <= TOLERANCE && found.rounding <= TOLERANCE * scale)) {
                return false;
            }
            compared++;
            double off = Math.abs(predicted - found.central);
            largestError = Double.isNaN(largestError) ? off / scale : Math.max(largestError, off / scale);
            if (off > (TOLERANCE + found.bend) * scale + found.rounding) {
                contradictions++;
                if (firstContradiction.isEmpty()) {
                    firstContradiction = text(
                            "as along %s of %s, where the gradient says %.3g and differences say %.3g",
                            name, name(image), predicted, found.central);
                }
            }
            return true;
        }

        private String name(int image) {
            return "image " + (image + 1) + " of " + images.count();
        }

        private static String text(String format, Object... values) {
            return String.format(Locale.ROOT, format, values);
        }
    }
}
