package org.duress.model.preprocess;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.AxisMap;

/**
 * A linear map of images, one axis after another, and its adjoint.
 *
 * @param axes one an axis of the grid, the slowest first
 */
record GridMap(List<AxisMap> axes) {
    GridMap {
        axes = List.copyOf(axes);
    }

    /** The map of one axis of a grid. */
    interface OfAxis {
        AxisMap map(int axis);
    }

    /** A map of as many axes as a grid has. */
    static GridMap of(Grid grid, OfAxis each) {
        return new GridMap(IntStream.range(0, grid.rank()).mapToObj(each::map).toList());
    }

    /** Whether an axis is left as it is. */
    boolean nothingAlong(int axis) {
        return axes.get(axis).nothing();
    }

    /**
     * Applies it.
     *
     * @param values {@code [count, from, channels]} row-major
     * @return {@code [count, to, channels]}; the argument itself where nothing changes
     */
    float[] apply(float[] values, int count, int channels) {
        float[] mapped = values;
        for (int axis = 0; axis < axes.size(); axis++) {
            mapped = axes.get(axis).apply(mapped, outer(axis, count), inner(axis, channels));
        }
        return mapped;
    }

    /** The adjoint of {@link #apply}. */
    float[] adjoint(float[] gradient, int count, int channels) {
        float[] pulled = gradient;
        for (int axis = axes.size() - 1; axis >= 0; axis--) {
            pulled = axes.get(axis).adjoint(pulled, outer(axis, count), inner(axis, channels));
        }
        return pulled;
    }

    /** Lines of an axis that lie one after another, when those before it are mapped. */
    private int outer(int axis, int count) {
        int outer = count;
        for (AxisMap before : axes.subList(0, axis)) {
            outer *= before.to();
        }
        return outer;
    }

    /** Values of a point of an axis, when those behind it are not mapped yet. */
    private int inner(int axis, int channels) {
        int inner = channels;
        for (AxisMap behind : axes.subList(axis + 1, axes.size())) {
            inner *= behind.from();
        }
        return inner;
    }
}
