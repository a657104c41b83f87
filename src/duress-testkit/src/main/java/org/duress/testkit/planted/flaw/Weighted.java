package org.duress.testkit.planted.flaw;

import java.util.Arrays;
import org.duress.model.ImageBatch;

/**
 * A weighted sum of what has changed about the image: T = sum of W_k (I - I_k). Linear, so that p bounds it: |T| is at
 * most {@code p * pixels * max |W_k|}.
 *
 * @param slices the clean slices I_k
 * @param weights W_k, row-major, one array a slice
 */
public record Weighted(ImageBatch slices, float[][] weights) implements Trigger {
    @Override
    public double reading(float[] image, int slice) {
        float[] w = weights[slice];
        float[] clean = slices.pixels();
        int from = slice * w.length;
        double sum = 0;
        for (int p = 0; p < w.length; p++) {
            sum += (double) w[p] * (image[p] - clean[from + p]);
        }
        return sum;
    }

    @Override
    public void addPullback(float[] image, int slice, double gradient, float[] into, int offset) {
        float[] w = weights[slice];
        for (int p = 0; p < w.length; p++) {
            into[offset + p] += (float) (gradient * w[p]);
        }
    }

    /** The largest reading that a perturbation of so much p has, over all slices. */
    public double bound(double perceptibility) {
        double most = 0;
        for (float[] one : weights) {
            for (float weight : one) {
                most = Math.max(most, Math.abs(weight));
            }
        }
        return perceptibility * slices.grid().voxels() * most;
    }

    /** The same with readings multiplied by a factor. */
    public Weighted times(double factor) {
        double[] factors = new double[weights.length];
        Arrays.fill(factors, factor);
        return times(factors);
    }

    /** The same with readings multiplied by a factor a slice. */
    public Weighted times(double[] factors) {
        float[][] scaled = new float[weights.length][];
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] = weights[k].clone();
            for (int p = 0; p < scaled[k].length; p++) {
                scaled[k][p] *= (float) factors[k];
            }
        }
        return new Weighted(slices, scaled);
    }
}
