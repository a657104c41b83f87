package org.duress.model.preprocess;

import org.duress.model.ImageBatch;
import org.duress.spec.PreprocessStep.StandardiseImage;

/**
 * Subtracts the image's own mean and divides by its own population standard deviation; both move with the image, and so
 * does the gradient.
 */
final class OwnDeviations extends Intensities {
    private final boolean foreground;

    OwnDeviations(StandardiseImage step) {
        super(step.each());
        foreground = step.foreground();
    }

    private boolean counts(float x) {
        return !foreground || x != 0;
    }

    @Override
    Change change(ImageBatch images, Strip strip, float[] x) {
        double sum = 0;
        int count = 0;
        for (float value : x) {
            if (counts(value)) {
                sum += value;
                count++;
            }
        }
        double mean = count == 0 ? 0 : sum / count;
        double squares = 0;
        for (float value : x) {
            squares += counts(value) ? (value - mean) * (value - mean) : 0;
        }
        double measured = count == 0 ? 0 : Math.sqrt(squares / count);
        boolean flat = !(measured > 0);
        double deviation = flat ? 1 : measured;
        int counted = count;
        return new Change() {
            @Override
            public float of(float value) {
                return counts(value) ? (float) ((value - mean) / deviation) : value;
            }

            @Override
            public void pullBack(float[] before, float[] gradient, float[] pulled) {
                double all = 0;
                double along = 0;
                for (int i = 0; i < before.length; i++) {
                    if (counts(before[i])) {
                        all += gradient[i];
                        along += gradient[i] * (before[i] - mean) / deviation;
                    }
                }
                for (int i = 0; i < before.length; i++) {
                    double y = flat ? 0 : (before[i] - mean) / deviation;
                    pulled[i] = counts(before[i])
                            ? (float) ((gradient[i] - all / counted - y * along / counted) / deviation)
                            : gradient[i];
                }
            }
        };
    }
}
