package org.duress.model.lowering.graph.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.base.Extent;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Atom;
import org.duress.model.lowering.graph.Axis;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;

/** What becomes fewer along some axes, or is mixed along one: means, sums, maxima, products with matrices, softmax. */
public final class Reductions {
    private Reductions() {}

    /** Mean over axes; not computed while it may be part of a normalisation. */
    public static Operand mean(Step step, Set<Integer> axes, boolean keep) {
        if (step.operand(0) instanceof Moments square
                && square.is(Moments.Kind.SQUARE)
                && keep
                && axes.equals(square.axes())) {
            return square.as(Moments.Kind.VARIANCE);
        }
        Tensor x = step.tensor(0);
        return keep ? new Moments(Moments.Kind.MEAN, x, axes, 0) : mean(step, x, axes, false);
    }

    /** Mean over axes. */
    static Tensor mean(Step step, Tensor x, Set<Integer> axes, boolean keep) {
        return total(step, x, axes, keep, 1f / x.value().channels());
    }

    /**
     * Mean over the pixels and weighted sum over the channels among some axes.
     *
     * @param share weight of a channel
     */
    private static Tensor total(Step step, Tensor x, Set<Integer> axes, boolean keep, float share) {
        boolean pixels = false;
        Value value = x.value();
        Extent kernel = Extent.ONE;
        boolean channels = false;
        for (int d : axes) {
            for (Atom atom : x.dims().get(d)) {
                boolean whole = atom.size() == x.size(atom.axis());
                if (!whole || atom.axis() == Axis.N) {
                    throw step.refused("a mean over the batch, or over some of the channels");
                }
                pixels |= atom.axis() != Axis.C;
                channels |= atom.axis() == Axis.C;
                kernel = atom.axis().in(kernel, atom.size());
            }
        }
        if (pixels) {
            value = kernel.equals(value.extent())
                    ? step.net().globalAverage(step.name(), value)
                    : step.net().averagePool(step.name(), value, kernel, Sliding.PLAIN, true);
        }
        if (channels) {
            float[] shares = new float[value.channels()];
            Arrays.fill(shares, share);
            value = step.net().channels(step.name(), value, 1, shares);
        }
        return without(x, value, axes, keep);
    }

    /** Sum over axes, as a multiple of the mean. */
    public static Tensor sum(Step step, Tensor x, Set<Integer> axes, boolean keep) {
        int count = axes.stream().mapToInt(x::size).reduce(1, Math::multiplyExact);
        Tensor mean = mean(step, x, axes, keep);
        return mean.with(step.affine(mean.value(), count, 0));
    }

    /** Sum over axes that are the channels alone. */
    public static Tensor sumOfChannels(Step step, Tensor x, Set<Integer> axes, boolean keep) {
        return total(step, x, axes, keep, 1);
    }

    /** Maximum over the channels, or over planes, rows, columns or several of these. */
    public static Tensor largest(Step step, Tensor x, Set<Integer> axes, boolean keep) {
        List<Atom> atoms = axes.stream().flatMap(d -> x.dims().get(d).stream()).toList();
        List<Axis> over = atoms.stream().map(Atom::axis).sorted().toList();
        boolean whole = atoms.stream().allMatch(atom -> atom.size() == x.size(atom.axis()));
        Value y;
        if (whole && over.equals(List.of(Axis.C))) {
            y = largestChannel(step, x.value());
        } else if (whole && over.stream().allMatch(Axis::isSpatial)) {
            Extent kernel = Extent.ONE;
            for (Axis axis : over) {
                kernel = axis.in(kernel, x.size(axis));
            }
            y = step.net().maxPool(step.name(), x.value(), kernel, Sliding.PLAIN);
        } else {
            throw step.refused("a maximum over axes " + axes + " of shape " + Arrays.toString(x.shape()));
        }
        return without(x, y, axes, keep);
    }

    /** The largest of the channels, by halves. */
    private static Value largestChannel(Step step, Value given) {
        Value x = given;
        while (x.channels() > 1) {
            int half = x.channels() / 2;
            Value a = step.net().sliceChannels(step.name(), x, 0, half);
            Value b = step.net().sliceChannels(step.name(), x, half, 2 * half);
            Value above = step.net().relu(step.name(), step.net().subtract(step.name(), b, a));
            List<Value> larger = new ArrayList<>(List.of(step.net().add(step.name(), List.of(a, above))));
            if (x.channels() % 2 == 1) {
                larger.add(step.net().sliceChannels(step.name(), x, 2 * half, x.channels()));
            }
            x = larger.size() == 1 ? larger.get(0) : step.net().concat(step.name(), larger);
        }
        return x;
    }

    private static Tensor without(Tensor x, Value value, Set<Integer> axes, boolean keep) {
        List<List<Atom>> dims = IntStream.range(0, x.rank())
                .filter(d -> keep || !axes.contains(d))
                .mapToObj(d -> axes.contains(d) ? List.<Atom>of() : x.dims().get(d))
                .toList();
        return new Tensor(value, x.batch(), dims, false);
    }

    /**
     * All numbers of a vector made one.
     *
     * @param axes how many axes are named: at most one
     */
    public static Constant ofVector(Step step, Constant x, Binary function, int axes, boolean keep) {
        if (x.rank() > 1 || axes > 1 || x.size() == 0) {
            throw step.refused("a reduction of a constant of shape " + Arrays.toString(x.shape()));
        }
        int[] shape = keep && x.rank() == 1 ? new int[] {1} : new int[0];
        double result = x.at(0);
        for (int i = 1; i < x.size(); i++) {
            result = function.ofReal(result, x.at(i));
        }
        double value = result;
        return x.isFloat() ? Constant.floats(shape, i -> value) : Constant.longs(shape, i -> (long) value);
    }

    /**
     * A product of the last axis with a matrix.
     *
     * @param weights {@code [in, out]}
     */
    public static Tensor product(Step step, Tensor x, Constant weights) {
        if (weights.rank() != 2) {
            throw step.refused("a product with weights of shape " + Arrays.toString(weights.shape()));
        }
        int in = weights.shape()[0];
        int out = weights.shape()[1];
        int last = x.rank() - 1;
        if (last < 0 || !x.is(last, Axis.C) || x.value().channels() != in || in < 1 || out < 1) {
            throw step.refused("a product over the last axis of shape " + Arrays.toString(x.shape())
                    + ", which is not the channels that its weights take,");
        }
        Value y = step.net().channels(step.name(), x.value(), out, weights.floats());
        return x.with(y, last, out == 1 ? List.of() : List.of(new Atom(Axis.C, out, 1)));
    }

    /**
     * Softmax over the channels.
     *
     * @param flattens whether all axes from there on are meant
     * @param log whether its logarithm is
     */
    public static Tensor softmax(Step step, int axis, boolean flattens, boolean log) {
        Tensor x = step.tensor(0);
        int[] shape = x.shape();
        int along = step.axis(axis, shape.length);
        boolean rest = Arrays.stream(shape, along + 1, shape.length).allMatch(size -> size == 1);
        if (!x.is(along, Axis.C) || (flattens && !rest)) {
            throw step.refused(
                    "a softmax over axis " + along + " of shape " + Arrays.toString(shape) + " is not over the channels"
                            + (flattens ? " (before operator set 13 it is over all axes from there on)" : ""));
        }
        Tensor y = x.with(step.net().softmax(step.name(), x.value()));
        return new Tensor(y.value(), y.batch(), y.dims(), log);
    }
}
