package org.duress.model.lowering.graph.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.duress.model.lowering.graph.Array;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;

/** Operators that move numbers without computing any: a constant's as they lie, a tensor's by another view. */
public final class Shapes {
    private Shapes() {}

    /** The sizes that a shape means: 0 may keep a size, -1 is what is left. */
    public static Array reshaped(Array x, int[] wanted, boolean zerosKeep) {
        int[] shape = x.shape();
        int[] target = wanted.clone();
        int free = -1;
        long product = 1;
        for (int d = 0; d < target.length; d++) {
            if (target[d] == 0 && zerosKeep && d < shape.length) {
                target[d] = shape[d];
            }
            if (target[d] == -1) {
                free = d;
            } else {
                product *= target[d];
            }
        }
        int count = Constant.count(shape);
        if (free >= 0 && product > 0) {
            target[free] = (int) (count / product);
            product *= target[free];
        }
        if (product != count) {
            throw Misfit.of(
                    "a tensor of shape " + Arrays.toString(shape) + " cannot become " + Arrays.toString(wanted));
        }
        return x.reshaped(target);
    }

    /** Two axes of all: those before one, and from it on. */
    public static Array flattened(Array x, int axis) {
        int[] shape = x.shape();
        int positive = axis < 0 ? axis + shape.length : axis;
        int outer = Arrays.stream(shape, 0, positive).reduce(1, Math::multiplyExact);
        int inner = Arrays.stream(shape, positive, shape.length).reduce(1, Math::multiplyExact);
        return x.reshaped(outer, inner);
    }

    /**
     * Without axes of size 1.
     *
     * @param axes which; none: all of them
     */
    public static Array squeezed(Step step, Array x, int[] axes) {
        Set<Integer> dropped = new TreeSet<>();
        for (int axis : axes) {
            dropped.add(step.axis(axis, x.rank()));
        }
        int[] shape = x.shape();
        int[] left = IntStream.range(0, shape.length)
                .filter(d -> axes.length == 0 ? shape[d] != 1 : !dropped.contains(d))
                .map(d -> shape[d])
                .toArray();
        return x.reshaped(left);
    }

    /**
     * With more axes of size 1.
     *
     * @param axes where the result has them
     */
    public static Array unsqueezed(Step step, Array x, int[] axes) {
        int rank = x.rank() + axes.length;
        Set<Integer> added = new TreeSet<>();
        for (int axis : axes) {
            added.add(step.axis(axis, rank));
        }
        int[] shape = new int[rank];
        int from = 0;
        for (int d = 0; d < rank; d++) {
            shape[d] = added.contains(d) || from == x.rank() ? 1 : x.shape()[from++];
        }
        return x.reshaped(shape);
    }

    /**
     * Another order of the axes.
     *
     * @param order none: from the last to the first
     */
    public static Array transposed(Step step, Array x, int[] order) {
        int rank = x.rank();
        int[] all = order.length > 0 || rank == 0
                ? order
                : IntStream.range(0, rank).map(d -> rank - 1 - d).toArray();
        if (!Arrays.equals(
                Arrays.stream(all).sorted().toArray(), IntStream.range(0, rank).toArray())) {
            throw step.refused("the order " + Arrays.toString(all) + " of " + rank + " axes");
        }
        return x.transposed(all);
    }

    /** Copies behind one another along each axis. */
    public static Array tiled(Step step, Array x, int[] repeats) {
        int[] shape = x.shape();
        if (x instanceof Constant constant) {
            Constant tiled = constant;
            for (int d = 0; d < shape.length; d++) {
                int size = shape[d];
                int[] grown = tiled.shape();
                grown[d] = Math.multiplyExact(size, repeats[d]);
                Constant.requireMade(grown, constant.size());
                tiled = tiled.along(
                        d, IntStream.range(0, grown[d]).map(i -> i % size).toArray());
            }
            return tiled;
        }
        for (int d = 0; d < shape.length && d < repeats.length; d++) {
            if (repeats[d] != 1 && shape[d] != 1) {
                throw step.refused("copies of an axis of size " + shape[d]);
            }
            shape[d] *= repeats[d];
        }
        return Broadcasting.expanded(step, (Tensor) x, shape);
    }

    /** Several constants, one behind the other along a new axis. */
    public static Array stacked(Step step, List<Constant> parts, int axis) {
        List<Constant> apart = new ArrayList<>();
        for (Constant part : parts) {
            apart.add((Constant) unsqueezed(step, part, new int[] {axis}));
        }
        return Constant.joined(apart, step.axis(axis, parts.get(0).rank() + 1));
    }
}
