package org.duress.model.lowering.graph.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Extent;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Array;
import org.duress.model.lowering.graph.Atom;
import org.duress.model.lowering.graph.Axis;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;
import org.duress.net.Op;
import org.duress.spec.ModelLayout;

/** Operators that join, choose and move channels, or rows and columns; of constants, any elements. */
public final class Parts {
    private static final int MOST_SHOWN = 20;
    private static final int MOST_BLOCK = 64;
    private static final int MOST_PADDING = 4096;
    private static final long MOST_WEIGHTS = 1 << 24;

    private Parts() {}

    /** Several, one behind the other along an axis. */
    public static Operand joined(Step step, List<Operand> operands, int along) {
        if (operands.stream().allMatch(Constant.class::isInstance)) {
            List<Constant> parts = operands.stream().map(Constant.class::cast).toList();
            return Constant.joined(
                    parts, step.axis(along, Math.max(1, parts.get(0).rank())));
        }
        List<Tensor> tensors = operands.stream().map(step::tensor).toList();
        int axis = step.axis(along, tensors.get(0).rank());
        if (!joinable(tensors, axis)) {
            tensors = tensors.stream().map(step::normal).toList();
        }
        if (!joinable(tensors, axis)) {
            String shapes = "tensors of shapes "
                    + tensors.stream().map(x -> Arrays.toString(x.shape())).toList();
            if (tensors.stream().allMatch(x -> axis < x.rank() && x.is(axis, Axis.C))) {
                throw Misfit.of(shapes + " differ elsewhere than along axis " + axis);
            }
            throw step.refused(shapes + " joined along axis " + axis + ", which is not the channels of all,");
        }
        if (tensors.size() == 1) {
            return tensors.get(0);
        }
        Value joined = step.net()
                .concat(step.name(), tensors.stream().map(Tensor::value).toList());
        Tensor first = tensors.stream()
                .filter(x -> x.value().channels() > 1)
                .findFirst()
                .orElse(tensors.get(0));
        return first.with(joined, axis, List.of(new Atom(Axis.C, joined.channels(), 1)));
    }

    private static boolean joinable(List<Tensor> tensors, int axis) {
        Tensor first = tensors.get(0);
        for (Tensor x : tensors) {
            if (x.rank() != first.rank() || axis >= x.rank() || !x.is(axis, Axis.C)) {
                return false;
            }
            for (int d = 0; d < x.rank(); d++) {
                if (d != axis && !x.dims().get(d).equals(first.dims().get(d))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** One behind the other along an axis, of these sizes. */
    public static List<Array> split(Step step, Array x, int axis, int[] sizes) {
        int size = x.shape()[axis];
        List<Array> parts = new ArrayList<>();
        int from = 0;
        for (int part : sizes) {
            if (part < 1) {
                throw Misfit.of("parts " + Arrays.toString(sizes) + " of " + size);
            }
            parts.add(taken(step, x, axis, span(from, (long) from + part, size)));
            from += part;
        }
        return parts;
    }

    /** Indices of an axis from (inclusive) to (exclusive), all of which it must have. */
    public static int[] span(int from, long to, int size) {
        if (from < 0 || to < from || to > size) {
            throw Misfit.of("the elements " + from + " to " + to + " of an axis of size " + size);
        }
        return IntStream.range(from, (int) to).toArray();
    }

    /**
     * Indices that a slice takes of an axis: Python's, negative ones counted from the end.
     *
     * @param every not 0
     */
    public static int[] slice(int start, int end, int every, int size) {
        long first = start < 0 ? (long) start + size : start;
        long last = end < 0 ? (long) end + size : end;
        long from = every > 0 ? Math.max(0, Math.min(size, first)) : Math.min(size - 1L, first);
        long to = every > 0 ? Math.max(0, Math.min(size, last)) : Math.max(-1, Math.min(size, last));
        long count = Math.max(0, (to - from + every - Integer.signum(every)) / every);
        return IntStream.range(0, (int) count)
                .map(i -> (int) (from + (long) i * every))
                .toArray();
    }

    /** Chosen elements of an axis, in this order; negative indices are counted from the end. */
    public static Array taken(Step step, Array x, int axis, int[] indices) {
        int size = x.shape()[axis];
        int[] wanted = Arrays.stream(indices).map(i -> i < 0 ? i + size : i).toArray();
        if (Arrays.stream(wanted).anyMatch(i -> i < 0 || i >= size)) {
            throw Misfit.of("the elements "
                    + Arrays.stream(indices).limit(MOST_SHOWN).boxed().toList() + " and so on of an axis of size "
                    + size);
        }
        if (x instanceof Constant constant) {
            return constant.along(axis, wanted);
        }
        if (wanted.length == 0) {
            throw Misfit.of("nothing is left of axis " + axis + " of shape " + Arrays.toString(x.shape()));
        }
        int every = wanted.length == 1 ? 1 : wanted[1] - wanted[0];
        boolean even = every > 0 && IntStream.range(0, wanted.length).allMatch(i -> wanted[i] == wanted[0] + i * every);
        return even
                ? range(step, (Tensor) x, axis, wanted[0], wanted[wanted.length - 1] + 1, every)
                : picked(step, (Tensor) x, axis, wanted);
    }

    /** Chosen elements of an axis; one index without axes takes the axis away, several axes of them take its place. */
    public static Array gathered(Step step, Array x, int axis, Constant indices) {
        Array y = taken(step, x, axis, indices.ints());
        int[] own = x.shape();
        int[] shape = new int[own.length - 1 + indices.rank()];
        System.arraycopy(own, 0, shape, 0, axis);
        System.arraycopy(indices.shape(), 0, shape, axis, indices.rank());
        System.arraycopy(own, axis + 1, shape, axis + indices.rank(), own.length - axis - 1);
        return indices.rank() == 1 ? y : y.reshaped(shape);
    }

    /** Every so many elements of an axis, from (inclusive) to (exclusive). */
    private static Tensor range(Step step, Tensor x, int axis, int from, int to, int every) {
        if (from == 0 && to == x.size(axis) && every == 1) {
            return x;
        }
        Axis role = x.role(axis);
        if (x.dims().get(axis).isEmpty() || !role.isSpatial() || !x.is(axis, role)) {
            int count = (to - from + every - 1) / every;
            return picked(
                    step,
                    x,
                    axis,
                    IntStream.range(0, count).map(i -> from + i * every).toArray());
        }
        Extent before = role.in(Extent.ZERO, from);
        Extent after = role.in(Extent.ZERO, x.size(axis) - to);
        Value value = step.net().crop(step.name(), x.value(), before, after);
        if (every > 1) {
            Sliding sliding = new Sliding(role.in(Extent.ONE, every), Extent.ONE, Extent.ZERO, Extent.ZERO);
            value = step.net().maxPool(step.name(), value, Extent.ONE, sliding);
        }
        int left = role.of(value.extent());
        return x.with(value, axis, left == 1 ? List.of() : List.of(new Atom(role, left, 1)));
    }

    /** Chosen elements of an axis that holds channels. */
    private static Tensor picked(Step step, Tensor x, int axis, int[] wanted) {
        List<int[]> perDim = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            List<Atom> atoms = x.dims().get(d);
            boolean channels = atoms.stream().allMatch(atom -> atom.axis() == Axis.C);
            if (!channels && (d == axis || atoms.stream().anyMatch(atom -> atom.axis() == Axis.C))) {
                throw step.refused("a part of axis " + axis + " of shape " + Arrays.toString(x.shape())
                        + ", which is not the channels,");
            }
            int[] all = channels ? Step.indices(atoms) : new int[] {0};
            perDim.add(d == axis ? Arrays.stream(wanted).map(i -> all[i]).toArray() : all);
        }
        int[] order = {0};
        for (int[] some : perDim) {
            int[] more = new int[order.length * some.length];
            for (int i = 0; i < more.length; i++) {
                more[i] = order[i / some.length] + some[i % some.length];
            }
            order = more;
        }
        List<List<Atom>> dims = new ArrayList<>();
        int stride = order.length;
        for (int d = 0; d < x.rank(); d++) {
            int size = perDim.get(d).length;
            boolean channels = x.dims().get(d).stream().allMatch(atom -> atom.axis() == Axis.C);
            stride /= size;
            dims.add(!channels ? x.dims().get(d) : size == 1 ? List.of() : List.of(new Atom(Axis.C, size, stride)));
        }
        return new Tensor(step.permuted(x.value(), order), x.batch(), dims, false);
    }

    /** How much an axis gets before and after; less where it is negative. */
    public record Padding(int axis, int before, int after) {}

    /** A tensor with a border of zeros, or of other numbers, along planes, rows, columns or channels. */
    public static Tensor padded(Step step, Tensor given, List<Padding> paddings, Op.Border border, double outside) {
        Tensor x = step.normal(given);
        Extent before = Extent.ZERO;
        Extent after = Extent.ZERO;
        int channelsBefore = 0;
        int channelsAfter = 0;
        for (Padding padding : paddings) {
            if (padding.before() == 0 && padding.after() == 0) {
                continue;
            }
            Axis role = x.role(padding.axis());
            boolean channels =
                    role == Axis.C && border == Op.Border.ZERO && padding.before() >= 0 && padding.after() >= 0;
            if ((!role.isSpatial() && !channels)
                    || Math.abs((long) padding.before()) > MOST_PADDING
                    || Math.abs((long) padding.after()) > MOST_PADDING) {
                throw step.refused("a padding of " + padding.before() + " and " + padding.after() + " along axis "
                        + padding.axis());
            }
            if (channels) {
                channelsBefore = padding.before();
                channelsAfter = padding.after();
            } else {
                before = role.in(before, padding.before());
                after = role.in(after, padding.after());
            }
        }
        Value cropped = step.net().crop(step.name(), x.value(), before.map(Parts::cut), after.map(Parts::cut));
        boolean moves = border == Op.Border.ZERO && outside != 0;
        Value moved = moves ? step.affine(cropped, 1, -outside) : cropped;
        Value wide = withChannels(step, moved, channelsBefore, channelsAfter);
        Value y = step.net().pad(step.name(), wide, before.map(Parts::added), after.map(Parts::added), border);
        Value padded = moves ? step.affine(y, 1, outside) : y;
        Axis[] order = IntStream.range(0, x.rank()).mapToObj(x::role).toArray(Axis[]::new);
        return Tensor.of(padded, x.batch(), order);
    }

    private static int cut(int side) {
        return Math.max(0, -side);
    }

    private static int added(int side) {
        return Math.max(0, side);
    }

    /** Channels of zeros before and after its own. */
    private static Value withChannels(Step step, Value x, int before, int after) {
        int more = before + after;
        if (more == 0) {
            return x;
        }
        int in = x.channels();
        int out = in + more;
        if ((long) in * out > MOST_WEIGHTS) {
            throw step.refused(more + " more channels than " + in);
        }
        float[] weights = new float[in * out];
        for (int i = 0; i < in; i++) {
            weights[i * out + before + i] = 1;
        }
        return step.net().channels(step.name(), x, out, weights);
    }

    private static void requireBlock(Step step, int block) {
        if (block < 1 || block > MOST_BLOCK) {
            throw step.refused("a blocksize of " + block);
        }
    }

    /**
     * Blocks of channels become blocks of pixels.
     *
     * @param channelsFirst whether the pixels of a block lie side by side among the channels (ONNX's CRD)
     */
    public static Tensor depthToSpace(Step step, ModelLayout layout, int block, boolean channelsFirst) {
        Value x = step.image(0, layout);
        if (x.axes() != 2) {
            throw step.refused("blocks of volumes (the operator is defined for slices)");
        }
        requireBlock(step, block);
        int tiles = block * block;
        int out = x.channels() / tiles;
        if (channelsFirst && out * tiles == x.channels()) {
            int[] order = new int[x.channels()];
            Arrays.setAll(order, c -> c % out * tiles + c / out);
            x = step.permuted(x, order);
        }
        return Tensor.image(
                step.net().depthToSpace(step.name(), x, block), step.tensor(0).batch(), layout);
    }

    /** Blocks of pixels become channels: a convolution whose kernels each pick one pixel of one channel. */
    public static Tensor spaceToDepth(Step step, ModelLayout layout, int block) {
        Value x = step.image(0, layout);
        if (x.axes() != 2) {
            throw step.refused("blocks of volumes (the operator is defined for slices)");
        }
        requireBlock(step, block);
        int in = x.channels();
        int out = in * block * block;
        if ((long) out * out > MOST_WEIGHTS) {
            throw step.refused("blocks of " + block + " pixels of " + in + " channels");
        }
        if (x.height() % block != 0 || x.width() % block != 0) {
            throw Misfit.of("blocks of " + block + " in " + x.height() + " x " + x.width() + " pixels");
        }
        float[] weights = new float[out * out];
        for (int o = 0; o < out; o++) {
            weights[o * out + o] = 1;
        }
        Kernel kernel = new Kernel(block, block, in, out, weights, Kernel.NO_BIAS);
        return Tensor.image(
                step.net().conv(step.name(), x, kernel, Sliding.of(block, 0), 1),
                step.tensor(0).batch(),
                layout);
    }
}
