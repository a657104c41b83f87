package org.duress.attack.gradient;

import java.util.function.DoubleUnaryOperator;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;

/**
 * One organ, with a probability that is a function of the pixel's intensity alone. Its arrays are used again and again.
 */
class SmoothModel implements MadeUpModel, DifferentiableModel {
    private final DoubleUnaryOperator probability;
    private final DoubleUnaryOperator derivative;
    private float[] probabilities = {};
    private float[] gradient = {};

    SmoothModel(DoubleUnaryOperator probability, DoubleUnaryOperator derivative) {
        this.probability = probability;
        this.derivative = derivative;
    }

    /** Sees the organ where a pixel is above a threshold, the more suddenly the steeper. */
    static SmoothModel sigmoid(double steepness, double threshold) {
        DoubleUnaryOperator p = x -> 1 / (1 + Math.exp(-steepness * (x - threshold)));
        return new SmoothModel(p, x -> steepness * p.applyAsDouble(x) * (1 - p.applyAsDouble(x)));
    }

    @Override
    public Forward forward(ImageBatch images) {
        fill(images);
        float[] pixels = images.pixels();
        return new Forward() {
            @Override
            public float[] probabilities() {
                return probabilities;
            }

            @Override
            public float[] inputGradient(float[] probabilityGradient) {
                if (gradient.length != pixels.length) {
                    gradient = new float[pixels.length];
                }
                for (int p = 0; p < pixels.length; p++) {
                    gradient[p] = (float) (derivative.applyAsDouble(pixels[p])
                            * (probabilityGradient[2 * p + 1] - probabilityGradient[2 * p]));
                }
                return gradient;
            }
        };
    }

    private void fill(ImageBatch images) {
        if (probabilities.length != 2 * images.pixels().length) {
            probabilities = new float[2 * images.pixels().length];
        }
        for (int p = 0; p < images.pixels().length; p++) {
            double organ = probability.applyAsDouble(images.pixels()[p]);
            probabilities[2 * p] = (float) (1 - organ);
            probabilities[2 * p + 1] = (float) organ;
        }
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        fill(images);
        return probabilities.clone();
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public String fingerprint() {
        return "smooth";
    }
}
