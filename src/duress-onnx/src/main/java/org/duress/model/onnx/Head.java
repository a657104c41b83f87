package org.duress.model.onnx;

import org.duress.spec.ModelHead;

/** From a model's own last values to what its network must give for them, by the definition of each head. */
final class Head {
    /** Below this an organ's and the background's probability are rounding errors. */
    private static final double NOTHING = 1e-12;

    private Head() {}

    /**
     * Largest difference over all probabilities.
     *
     * @param own the network's probabilities, {@code classes} a pixel
     * @param raw the model's values as ONNX Runtime gives them, {@code [pixels, channels]}
     */
    static double difference(float[] own, float[] raw, int channels, int classes, ModelHead head) {
        double largest = 0;
        double[] expected = new double[classes];
        for (int pixel = 0; pixel < raw.length / channels; pixel++) {
            int from = pixel * channels;
            int to = pixel * classes;
            if (head == ModelHead.ORGAN_PROBABILITIES) {
                // The other way round: a sigmoid near 1 says too little about its logit.
                for (int o = 0; o < channels; o++) {
                    double organ = own[to + o + 1];
                    double both = organ + own[to];
                    double off = both < NOTHING ? 0 : Math.abs(organ / both - raw[from + o]);
                    largest = Math.max(largest, off);
                }
                continue;
            }
            for (int c = 0; c < classes; c++) {
                int logit = classes - channels;
                expected[c] = c < logit ? 0 : raw[from + c - logit];
            }
            if (head != ModelHead.PROBABILITIES) {
                softmax(expected);
            }
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, Math.abs(expected[c] - own[to + c]));
            }
        }
        return largest;
    }

    /**
     * Share of the pixels that have another class.
     *
     * @param own as in {@link #difference}
     * @param raw likewise
     */
    static double otherClasses(float[] own, float[] raw, int channels, int classes, ModelHead head) {
        int pixels = raw.length / channels;
        // What the background's value would be, where it has none.
        float background = head == ModelHead.ORGAN_PROBABILITIES ? 0.5f : 0;
        int other = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int first = classes - channels;
            float largest = first == 1 ? background : Float.NEGATIVE_INFINITY;
            int theirs = 0;
            for (int c = 0; c < channels; c++) {
                float value = raw[pixel * channels + c];
                if (value > largest) {
                    largest = value;
                    theirs = c + first;
                }
            }
            int ours = 0;
            for (int c = 1; c < classes; c++) {
                ours = own[pixel * classes + c] > own[pixel * classes + ours] ? c : ours;
            }
            other += ours == theirs ? 0 : 1;
        }
        return (double) other / pixels;
    }

    private static void softmax(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (int c = 0; c < values.length; c++) {
            values[c] = Math.exp(values[c] - largest);
            sum += values[c];
        }
        for (int c = 0; c < values.length; c++) {
            values[c] /= sum;
        }
    }
}
