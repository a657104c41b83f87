package org.duress.testkit.planted.flaw;

import org.duress.model.ImageBatch;
import org.duress.testkit.planted.Smoothing;

/**
 * By how much the place where an image has become brighter most has become brighter, smoothed: T = max of smooth(I -
 * I_k) / rise. No place is named.
 *
 * @param slices the clean slices, or volumes of one size
 * @param rise standard deviations at which the reading is 1
 */
public record Brightest(ImageBatch slices, double rise) implements Trigger {
    @Override
    public double reading(float[] image, int slice) {
        float[] smooth = smooth(image, slice);
        return smooth[place(smooth)] / rise;
    }

    /** Of the brightest place alone: the smoothing is its own adjoint. */
    @Override
    public void addPullback(float[] image, int slice, double gradient, float[] into, int offset) {
        float[] at = new float[image.length];
        at[place(smooth(image, slice))] = (float) (gradient / rise);
        float[] back = Smoothing.of(at, slices.grid());
        for (int p = 0; p < back.length; p++) {
            into[offset + p] += back[p];
        }
    }

    private float[] smooth(float[] image, int slice) {
        float[] change = image.clone();
        for (int p = 0; p < change.length; p++) {
            change[p] -= slices.pixels()[slice * change.length + p];
        }
        return Smoothing.of(change, slices.grid());
    }

    private static int place(float[] smooth) {
        int brightest = 0;
        for (int p = 0; p < smooth.length; p++) {
            brightest = smooth[p] > smooth[brightest] ? p : brightest;
        }
        return brightest;
    }
}
