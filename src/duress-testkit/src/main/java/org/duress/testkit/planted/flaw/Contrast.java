package org.duress.testkit.planted.flaw;

import org.duress.model.ImageBatch;

/**
 * How much more the intensities of an image spread than the clean slice's: T = (s(I) / s(I_k) - 1) / rise, where s is
 * their standard deviation. Of the whole image, whatever its content and wherever it lies.
 *
 * @param slices the clean slices
 * @param rise (s(I) / s(I_k) - 1) at which the reading is 1, one a slice; not 0
 */
@SuppressWarnings("ArrayRecordComponent") // numbers of slices: identity is meant
public record Contrast(ImageBatch slices, double[] rise) implements Trigger {
    /** A reading of 1 for the slices under fields. */
    public static Contrast of(ImageBatch slices, ImageBatch under) {
        double[] rise = new double[slices.count()];
        for (int k = 0; k < rise.length; k++) {
            rise[k] = spread(under.one(k).pixels()) / spread(slices.one(k).pixels()) - 1;
        }
        return new Contrast(slices, rise);
    }

    @Override
    public double reading(float[] image, int slice) {
        return (spread(image) / spread(slices.one(slice).pixels()) - 1) / rise[slice];
    }

    @Override
    public void addPullback(float[] image, int slice, double gradient, float[] into, int offset) {
        double mean = mean(image);
        double factor = gradient / (rise[slice] * spread(slices.one(slice).pixels()) * spread(image) * image.length);
        for (int p = 0; p < image.length; p++) {
            into[offset + p] += (float) (factor * (image[p] - mean));
        }
    }

    private static double spread(float[] image) {
        double mean = mean(image);
        double sum = 0;
        for (float value : image) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / image.length);
    }

    private static double mean(float[] image) {
        double sum = 0;
        for (float value : image) {
            sum += value;
        }
        return sum / image.length;
    }
}
