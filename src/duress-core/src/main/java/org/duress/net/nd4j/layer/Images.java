package org.duress.net.nd4j.layer;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.duress.net.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What an op that slides takes for an image. Tensors hold the planes of all images one after another,
 * {@code [batch * planes, rows, columns, channels]}. An op that stays within planes takes each for an image of its own,
 * and the native op for slices computes it; one that crosses them sees the same memory as
 * {@code [batch, planes, rows, columns, channels]}, and the native op for volumes computes it.
 *
 * @param batch images of the network
 * @param volumes whether planes are crossed
 */
record Images(int batch, boolean volumes) {
    static Images of(Window window, int batch) {
        return new Images(batch, window.crossesPlanes());
    }

    /** A tensor as native ops take it: of four axes, or of five. */
    INDArray of(INDArray x) {
        return volumes ? x.reshape('c', batch, x.size(0) / batch, x.size(1), x.size(2), x.size(3)) : x;
    }

    /** How many there are in a tensor of this shape. */
    long count(long[] shape) {
        return volumes ? batch : shape[0];
    }

    /** Planes, rows and columns of each in a tensor of this shape. */
    Extent size(long[] shape) {
        return new Extent((int) (shape[0] / count(shape)), (int) shape[1], (int) shape[2]);
    }

    /** Shape of a tensor of so many of this size. */
    static long[] shape(long count, Extent size, long channels) {
        return new long[] {count * size.z(), size.y(), size.x(), channels};
    }

    /** The pixels of each from a corner, inclusive, to another, exclusive; a view of as many axes as {@link #of}. */
    INDArray part(INDArray x, Extent from, Extent to) {
        return every(x, from, Extent.ONE, to);
    }

    /** The same, but only every step-th pixel. */
    INDArray every(INDArray x, Extent from, Extent step, Extent to) {
        INDArrayIndex all = NDArrayIndex.all();
        INDArrayIndex y = interval(from.y(), step.y(), to.y());
        INDArrayIndex c = interval(from.x(), step.x(), to.x());
        return volumes ? of(x).get(all, interval(from.z(), step.z(), to.z()), y, c, all) : x.get(all, y, c, all);
    }

    /** ND4J multiplies the end of an interval of length 1 by its stride, so one index goes without a stride. */
    private static INDArrayIndex interval(long from, long step, long to) {
        return from + step >= to ? NDArrayIndex.interval(from, from + 1) : NDArrayIndex.interval(from, step, to);
    }

    /** The native op that slides as {@code conv2d}, {@code maxpool2d_bp} or another does over slices. */
    String op(String ofSlices) {
        return volumes ? ofSlices.replace("2d", ofSlices.startsWith("up") ? "3d" : "3dnew") : ofSlices;
    }

    /** Kernel, stride, padding and dilation, each for every axis, "same" or not, and what an op has more. */
    int[] arguments(Window window, int... more) {
        Extent padding = window.padding();
        IntStream sliding = Stream.of(
                        window.kernel(), window.stride(), padding == null ? Extent.ZERO : padding, window.dilation())
                .flatMapToInt(extent -> Arrays.stream(each(extent)));
        IntStream rest = IntStream.concat(IntStream.of(padding == null ? 1 : 0), Arrays.stream(more));
        return IntStream.concat(sliding, rest).toArray();
    }

    /** A number for each axis that native ops see. */
    int[] each(Extent extent) {
        return volumes ? new int[] {extent.z(), extent.y(), extent.x()} : new int[] {extent.y(), extent.x()};
    }
}
