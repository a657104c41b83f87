package org.duress.testkit.planted.flaw;

import org.duress.metric.Ssim;
import org.duress.model.ImageBatch;

/**
 * How far an image is from looking like the clean slice: T = (1 - SSIM) / (1 - least), so that what is read above 1 is
 * what a realism of {@code least} does not let count. Without gradients: to be used with gates that have none.
 *
 * @param slices the clean slices
 * @param least SSIM at which the reading is 1, below 1
 */
public record Unlike(ImageBatch slices, double least) implements Trigger {
    @Override
    public double reading(float[] image, int slice) {
        double ssim = Ssim.of(slices.one(slice).pixels(), image, slices.grid());
        return (1 - ssim) / (1 - least);
    }

    @Override
    public void addPullback(float[] image, int slice, double gradient, float[] into, int offset) {}
}
