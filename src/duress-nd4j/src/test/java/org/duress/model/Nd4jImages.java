package org.duress.model;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images of a grid as arrays of ND4J, in either order of axes; values outside of them are channels last. */
public record Nd4jImages(Grid grid, boolean channelsLast) {
    /** The array of {@code count} images, of as many channels as there are values. */
    public INDArray array(float[] pixels, int count) {
        List<Long> shape = new ArrayList<>();
        shape.add((long) count);
        grid.sizes().forEach(size -> shape.add((long) size));
        shape.add((long) pixels.length / count / grid.voxels());
        INDArray last = Nd4j.createFromArray(pixels)
                .reshape(shape.stream().mapToLong(Long::longValue).toArray());
        return channelsLast ? last : last.permute(order(rank() - 1, 1)).dup('c');
    }

    /** The values of an array that a network gives for such images. */
    public float[] values(INDArray array) {
        INDArray last = channelsLast ? array : array.permute(order(1, rank() - 1));
        return last.dup('c').reshape(array.length()).toFloatVector();
    }

    private int rank() {
        return grid.rank() + 2;
    }

    /** All axes in their order, but for one, which is moved. */
    private int[] order(int from, int to) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < rank(); axis++) {
            if (axis != from) {
                axes.add(axis);
            }
        }
        axes.add(to, from);
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }
}
