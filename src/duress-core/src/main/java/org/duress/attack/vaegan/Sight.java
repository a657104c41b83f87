package org.duress.attack.vaegan;

import java.util.Arrays;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * What is known of images before they are attacked. Not copied.
 *
 * @param clean S_0, {@code [count, grid, classes]}
 * @param slopes where the model is soft: the gradient of {@link OrganLoss} at the clean image, over its largest value,
 *     {@code [count, grid, channels]} in [-1, 1]; empty where nobody asked for it
 */
@SuppressWarnings("ArrayRecordComponent") // identity is meant
record Sight(float[] clean, float[] slopes) {
    /** Of the answers alone. */
    static Sight ofAnswers(DifferentiableModel model, ImageBatch images) {
        return new Sight(model.probabilities(images), new float[0]);
    }

    /** Of answers and gradients. */
    static Sight ofSlopes(DifferentiableModel model, ImageBatch images, OrganLoss loss) {
        DifferentiableModel.Forward forward = model.forward(images);
        float[] clean = forward.probabilities().clone();
        float[] gradient = new float[clean.length];
        loss.of(clean, clean, images.count(), gradient, new float[clean.length]);
        float[] slopes = forward.inputGradient(gradient).clone();
        for (int i = 0; i < images.count(); i++) {
            normalise(slopes, i * images.length(), images.length());
        }
        return new Sight(clean, slopes);
    }

    private static void normalise(float[] slopes, int from, int length) {
        float largest = 0;
        for (int k = from; k < from + length; k++) {
            largest = Math.max(largest, Math.abs(slopes[k]));
        }
        for (int k = from; k < from + length && largest > 0; k++) {
            slopes[k] /= largest;
        }
    }

    /** Of one image of so many. */
    Sight one(int image, int count) {
        return new Sight(part(clean, image, count), part(slopes, image, count));
    }

    private static float[] part(float[] values, int image, int count) {
        int length = values.length / count;
        return Arrays.copyOfRange(values, image * length, (image + 1) * length);
    }
}
