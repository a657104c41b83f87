package org.duress.model.samediff;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** A graph under construction, of slices or of volumes, with seeded weights. */
final class SameDiffNet {
    final SameDiff sd = SameDiff.create();
    final int axes;
    final boolean last;
    private final Random random = new Random(5);

    /**
     * An empty graph.
     *
     * @param axes of its images: 2 or 3
     * @param last whether channels come last
     */
    SameDiffNet(int axes, boolean last) {
        this.axes = axes;
        this.last = last;
    }

    String format() {
        String spatial = axes == 2 ? "HW" : "DHW";
        return last ? "N" + spatial + "C" : "NC" + spatial;
    }

    /** The axis of the channels. */
    int channel() {
        return last ? axes + 1 : 1;
    }

    /** The axes of an image itself. */
    int[] pixels() {
        int first = last ? 1 : 2;
        return IntStream.range(first, first + axes).toArray();
    }

    INDArray array(double centre, double spread, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + spread * random.nextGaussian());
        }
        long[] size = Arrays.stream(shape).asLongStream().toArray();
        return Nd4j.createFromArray(values).reshape(size);
    }

    SDVariable weights(int... shape) {
        // Volumes have more taps, and are not to come out larger.
        return sd.var("w" + sd.variables().size(), array(0, axes == 2 ? 0.5 : 0.3, shape));
    }

    SDVariable positive(int... shape) {
        INDArray values = array(0, 0.3, shape);
        return sd.var("w" + sd.variables().size(), values.mul(values).add(0.5));
    }

    /** A shape that goes with the channels. */
    int[] perChannel(int channels) {
        return IntStream.range(0, axes + 2)
                .map(axis -> axis == channel() ? channels : 1)
                .toArray();
    }

    /** A shape of images, the first axis free, in this order of axes. */
    long[] shape(int channels, long... sizes) {
        return IntStream.range(0, axes + 2)
                .mapToLong(axis -> axis == 0 ? -1 : axis == channel() ? channels : sizes[axis - (last ? 1 : 2)])
                .toArray();
    }

    /** The image, of one size. */
    SDVariable imageOfSize(long... sizes) {
        return sd.placeHolder("image", DataType.FLOAT, shape(1, sizes));
    }

    /** The image, of any size. */
    SDVariable image() {
        return imageOf(1);
    }

    /** The same of several channels. */
    SDVariable imageOf(int channels) {
        long[] any = new long[axes];
        Arrays.fill(any, -1);
        return sd.placeHolder("image", DataType.FLOAT, shape(channels, any));
    }

    /** A convolution that keeps the size, with a bias. */
    SDVariable conv(SDVariable x, int kernel, int in, int out) {
        SDVariable weights = kernelWeights(kernel, in, out);
        SDVariable bias = weights(out);
        return axes == 2
                ? sd.cnn.conv2d(x, weights, bias, same(kernel))
                : sd.cnn.conv3d(x, weights, bias, cube(kernel));
    }

    /** The same without a bias. */
    SDVariable plainConv(SDVariable x, int kernel, int in, int out) {
        SDVariable weights = kernelWeights(kernel, in, out);
        return axes == 2 ? sd.cnn.conv2d(x, weights, same(kernel)) : sd.cnn.conv3d(x, weights, cube(kernel));
    }

    private SDVariable kernelWeights(int kernel, int in, int out) {
        return axes == 2 ? weights(kernel, kernel, in, out) : weights(kernel, kernel, kernel, in, out);
    }

    Conv2DConfig same(int kernel) {
        return Conv2DConfig.builder()
                .kH(kernel)
                .kW(kernel)
                .paddingMode(PaddingMode.SAME)
                .dataFormat(format())
                .build();
    }

    private Conv3DConfig cube(int kernel) {
        return Conv3DConfig.builder()
                .kD(kernel)
                .kH(kernel)
                .kW(kernel)
                .paddingMode(PaddingMode.SAME)
                .dataFormat(format())
                .build();
    }
}
