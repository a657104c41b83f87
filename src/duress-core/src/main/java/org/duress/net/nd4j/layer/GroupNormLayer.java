package org.duress.net.nd4j.layer;

import java.util.Arrays;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Transfer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Group and instance normalisation, image by image. Sums over pixels are products with a vector of ones; numbers per
 * group are computed in double precision on the heap.
 */
final class GroupNormLayer extends Layer {
    private final Op.GroupNorm norm;
    private final int channels;
    private final long pixels;
    private final INDArray ones;
    private final ChannelAffine affine;
    private final PreparedOps<INDArray> images = new PreparedOps<>();
    /** 1 / standard deviation, {@code [image][channel]}. */
    private final float[][] scale;

    GroupNormLayer(Op.GroupNorm norm, Place at) {
        super(at);
        this.norm = norm;
        channels = (int) output().shape()[3];
        INDArray all = inRows(output().values());
        pixels = all.size(1) * all.size(2);
        ones = Nd4j.ones(DataType.FLOAT, 1, pixels);
        affine = new ChannelAffine(channels);
        scale = new float[batch()][channels];
    }

    @Override
    public void forward(Statistics statistics) {
        for (int b = 0; b < scale.length; b++) {
            INDArray x = image(input().values(), b);
            double[] mean = groupMeans(x);
            // Centred first: the difference of two large sums would lose what is left.
            INDArray centred = image(output().values(), b);
            float[] one = filled(1);
            affine.apply(x, one, negative(mean), centred);
            INDArray squares = scratch().get(0, x.shape());
            centred.mul(centred, squares);
            double[] variance = groupMeans(squares);
            for (int c = 0; c < channels; c++) {
                scale[b][c] = (float) (1 / Math.sqrt(variance[c] + norm.epsilon()));
            }
            affine.apply(centred, scale[b], filled(0), centred);
        }
    }

    /** {@code dx = r (g - mean(g) - y mean(g y))}, the means over a group. */
    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        emit(input(), to -> {
            for (int b = 0; b < scale.length; b++) {
                INDArray g = image(output().gradient(), b);
                INDArray y = image(output().values(), b);
                INDArray gy = scratch().get(0, g.shape());
                g.mul(y, gy);
                double[] meanG = groupMeans(g);
                double[] meanGy = groupMeans(gy);
                float[] slope = new float[channels];
                float[] shift = new float[channels];
                for (int c = 0; c < channels; c++) {
                    slope[c] = (float) (-scale[b][c] * meanGy[c]);
                    shift[c] = (float) (-scale[b][c] * meanG[c]);
                }
                INDArray part = image(to, b);
                affine.apply(g, scale[b], shift, part);
                affine.apply(y, slope, filled(0), gy);
                part.addi(gy);
            }
        });
    }

    private INDArray image(INDArray all, int b) {
        INDArrayIndex every = NDArrayIndex.all();
        return images.get(
                "image" + b, () -> inRows(all).get(NDArrayIndex.interval(b, b + 1), every, every, every), all);
    }

    /** For each channel the mean over its group. */
    private double[] groupMeans(INDArray x) {
        INDArray sum = scratch().get(8, 1, channels);
        ones.mmuli(x.reshape('c', pixels, channels), sum);
        float[] sums = Transfer.read(sum);
        int size = channels / norm.groups();
        double[] means = new double[channels];
        for (int group = 0; group < norm.groups(); group++) {
            double total = 0;
            for (int c = group * size; c < (group + 1) * size; c++) {
                total += sums[c];
            }
            Arrays.fill(means, group * size, (group + 1) * size, total / (pixels * size));
        }
        return means;
    }

    private float[] filled(float value) {
        float[] all = new float[channels];
        Arrays.fill(all, value);
        return all;
    }

    private static float[] negative(double[] values) {
        float[] negative = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negative[i] = (float) -values[i];
        }
        return negative;
    }
}
