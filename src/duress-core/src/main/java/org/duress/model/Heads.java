package org.duress.model;

import org.duress.DuressException;
import org.duress.ModelException;
import org.duress.base.EnumWords;
import org.duress.spec.ModelHead;

/**
 * Makes the last values of a model that Duress does not compute itself probabilities of classes, as {@link ModelHead}
 * says and a lowered network does in its last nodes, and pulls gradients back.
 *
 * <p>Values and probabilities are row-major {@code [pixels, channels]} and {@code [pixels, classes]}. An organ
 * probability p is the logit {@code log(p / (1 - p))}.
 */
public final class Heads {
    /** How far probabilities of one pixel may be from a sum of 1, or outside [0, 1]. */
    public static final double TOLERANCE = 1e-3;

    /** Smallest and largest probability of an organ that have a logit: what a float sigmoid reaches before 0 and 1. */
    private static final double LEAST = Float.MIN_NORMAL;

    private static final double MOST = 1 - 0x1p-24;

    private final String model;
    private final ModelHead head;
    private final int channels;

    private Heads(String model, ModelHead head, int channels) {
        this.model = model;
        this.head = head;
        this.channels = channels;
    }

    /**
     * The head of a model, checked on values that it gave for probe images.
     *
     * @param model how messages name the model, for example {@code model nets/liver.pt}
     * @param stated what the user says; {@link ModelHead#AUTO} decides on the values: in [0, 1] with a sum of 1 they
     *     are probabilities, otherwise in [0, 1] organ probabilities, otherwise organ logits of one channel or logits
     *     of several
     * @param values {@code [pixels, channels]}
     * @param channels at least 1
     * @throws DuressException if the values are not finite or contradict what is stated
     */
    public static Heads of(String model, ModelHead stated, float[] values, int channels) {
        Seen seen = Seen.of(values, channels);
        ModelHead head = stated;
        if (stated == ModelHead.AUTO) {
            if (seen.inUnitInterval()) {
                head = seen.sumToOne() && channels > 1 ? ModelHead.PROBABILITIES : ModelHead.ORGAN_PROBABILITIES;
            } else {
                head = ModelHead.ofLogits(channels);
            }
        }
        if (head.classes(channels) == 1) {
            throw new DuressException(model + " answers with one channel, but a head of " + key(head)
                    + " has one for the background and one for each organ; set model.head to organ-logits or"
                    + " organ-probabilities");
        }
        Heads heads = new Heads(model, head, channels);
        heads.require(seen);
        return heads;
    }

    /** What the values are; never {@link ModelHead#AUTO}. */
    public ModelHead head() {
        return head;
    }

    /** Number of classes, background included. */
    public int classes() {
        return head.classes(channels);
    }

    /**
     * Probabilities of classes, background first.
     *
     * @param values {@code [pixels, channels]}
     * @return {@code [pixels, classes]}; a fresh array
     * @throws DuressException if the values are not what the head says, or not finite
     */
    public float[] probabilities(float[] values) {
        require(Seen.of(values, channels));
        if (head == ModelHead.PROBABILITIES) {
            return values.clone();
        }
        int pixels = values.length / channels;
        int classes = classes();
        int first = classes - channels;
        float[] probabilities = new float[pixels * classes];
        double[] z = new double[classes];
        for (int pixel = 0; pixel < pixels; pixel++) {
            double largest = first == 1 ? 0 : Double.NEGATIVE_INFINITY;
            for (int channel = 0; channel < channels; channel++) {
                double value = logit(values[pixel * channels + channel]);
                z[first + channel] = value;
                largest = Math.max(largest, value);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                z[c] = Math.exp((c < first ? 0 : z[c]) - largest);
                sum += z[c];
            }
            for (int c = 0; c < classes; c++) {
                probabilities[pixel * classes + c] = (float) (z[c] / sum);
            }
        }
        return probabilities;
    }

    /**
     * Pulls a gradient back to the model's values.
     *
     * @param values {@code [pixels, channels]}
     * @param probabilities what {@link #probabilities} made of them
     * @param gradient dL/dS {@code [pixels, classes]}
     * @return dL/dvalues {@code [pixels, channels]}; 0 where an organ's probability is 0 or 1 to float precision, where
     *     the model itself has lost the gradient; a fresh array
     */
    public float[] pullBack(float[] values, float[] probabilities, float[] gradient) {
        if (head == ModelHead.PROBABILITIES) {
            return gradient.clone();
        }
        int pixels = values.length / channels;
        int classes = classes();
        int first = classes - channels;
        float[] pulled = new float[values.length];
        for (int pixel = 0; pixel < pixels; pixel++) {
            int at = pixel * classes;
            double mean = 0;
            for (int c = 0; c < classes; c++) {
                mean += (double) gradient[at + c] * probabilities[at + c];
            }
            for (int channel = 0; channel < channels; channel++) {
                int c = at + first + channel;
                int v = pixel * channels + channel;
                pulled[v] = (float) (probabilities[c] * (gradient[c] - mean) * slope(values[v]));
            }
        }
        return pulled;
    }

    private double logit(float value) {
        if (head != ModelHead.ORGAN_PROBABILITIES) {
            return value;
        }
        double p = Math.max(LEAST, Math.min(MOST, value));
        return Math.log(p / (1 - p));
    }

    private double slope(float value) {
        if (head != ModelHead.ORGAN_PROBABILITIES) {
            return 1;
        }
        double p = value;
        return p < LEAST || p > MOST ? 0 : 1 / (p * (1 - p));
    }

    private void require(Seen seen) {
        if (!seen.finite()) {
            throw new ModelException(model + " answers with a number that is not finite; check its weights and how"
                    + " images are normalised");
        }
        boolean probabilities = head == ModelHead.PROBABILITIES;
        if (head.ofProbabilities() && !seen.inUnitInterval()) {
            throw new DuressException("the values of " + model + " lie in [" + seen.smallest() + ", " + seen.largest()
                    + "], so they are no probabilities; set model.head to "
                    + (probabilities ? "logits" : "organ-logits"));
        }
        if (probabilities && !seen.sumToOne()) {
            throw new DuressException("the values of " + model + " for one pixel sum to " + seen.worstSum()
                    + ", so they are no probabilities of classes; set model.head to organ-probabilities if each organ"
                    + " has one for itself");
        }
    }

    private static String key(ModelHead head) {
        return EnumWords.of(head);
    }

    /** What matters of a model's values: their range, and the sum over a pixel's channels that is farthest from 1. */
    private record Seen(boolean finite, float smallest, float largest, float worstSum) {
        static Seen of(float[] values, int channels) {
            boolean finite = true;
            float smallest = Float.POSITIVE_INFINITY;
            float largest = Float.NEGATIVE_INFINITY;
            double worst = 1;
            for (int i = 0; i < values.length; i += channels) {
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    float value = values[i + c];
                    finite &= Float.isFinite(value);
                    smallest = Math.min(smallest, value);
                    largest = Math.max(largest, value);
                    sum += value;
                }
                worst = Math.abs(sum - 1) > Math.abs(worst - 1) ? sum : worst;
            }
            return new Seen(finite, smallest, largest, (float) worst);
        }

        boolean inUnitInterval() {
            return smallest >= -TOLERANCE && largest <= 1 + TOLERANCE;
        }

        boolean sumToOne() {
            return Math.abs(worstSum - 1) <= TOLERANCE;
        }
    }
}
