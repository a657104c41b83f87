package org.duress.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.net.Op;

/** Operators that join, choose and move channels, or rows and columns. */
final class Channels {
    private static final int MOST_BLOCK = 64;
    private static final long MOST_WEIGHTS = 1 << 24;

    private Channels() {}

    static void addTo(Map<String, Operator> all) {
        all.put("Concat", Operator.single(Channels::concat));
        all.put("Split", Channels::split);
        all.put("Slice", Operator.single(Channels::slice));
        all.put("Gather", Operator.single(Channels::gather));
        all.put("Pad", Operator.single(Channels::pad));
        all.put("DepthToSpace", Operator.single(Channels::depthToSpace));
        all.put("SpaceToDepth", Operator.single(Channels::spaceToDepth));
    }

    private static Operand concat(Step step) {
        List<Tensor> tensors = step.tensors();
        int axis = step.axis(step.node().integer("axis", 1), tensors.get(0).rank());
        if (!joinable(tensors, axis)) {
            tensors = tensors.stream().map(step::normal).toList();
        }
        if (!joinable(tensors, axis)) {
            throw step.refused("tensors of shapes "
                    + tensors.stream().map(x -> Arrays.toString(x.shape())).toList() + " joined along axis " + axis
                    + ", which is not the channels of all,");
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

    private static List<Operand> split(Step step) {
        Tensor x = step.tensor(0);
        int axis = step.axis(step.node().integer("axis", 0), x.rank());
        int outputs = step.node().proto().getOutputCount();
        int size = x.size(axis);
        int[] sizes = step.ints(1, "split");
        if (sizes.length == 0) {
            int each = (size + outputs - 1) / outputs;
            sizes = IntStream.range(0, outputs)
                    .map(i -> Math.min(each, size - i * each))
                    .toArray();
        }
        List<Operand> parts = new ArrayList<>();
        int from = 0;
        for (int part : sizes) {
            if (part < 1 || from + part > size) {
                throw step.refused("parts " + Arrays.toString(sizes) + " of " + size);
            }
            parts.add(range(step, x, axis, from, from + part, 1));
            from += part;
        }
        return parts;
    }

    private static Operand slice(Step step) {
        Tensor x = step.tensor(0);
        int[] starts = step.ints(1, "starts");
        int[] ends = step.ints(2, "ends");
        int[] axes = step.ints(3, "axes", IntStream.range(0, starts.length).toArray());
        int[] steps = step.ints(4, "steps", Arrays.stream(starts).map(s -> 1).toArray());
        if (ends.length != starts.length || axes.length != starts.length || steps.length != starts.length) {
            throw step.refused("starts, ends, axes and steps of different counts");
        }
        for (int i = 0; i < starts.length; i++) {
            int axis = step.axis(axes[i], x.rank());
            int size = x.size(axis);
            if (steps[i] < 1) {
                throw step.refused("a step of " + steps[i]);
            }
            x = range(
                    step,
                    x,
                    axis,
                    ConstantFolding.clamped(starts[i], size),
                    ConstantFolding.clamped(ends[i], size),
                    steps[i]);
        }
        return x;
    }

    /** Every step-th element of an axis, from (inclusive) to (exclusive). */
    private static Tensor range(Step step, Tensor x, int axis, int from, int to, int every) {
        if (from == 0 && to == x.size(axis) && every == 1) {
            return x;
        }
        if (to <= from) {
            throw new IllegalArgumentException(
                    "nothing is left of axis " + axis + " of shape " + Arrays.toString(x.shape()));
        }
        boolean rows = !x.dims().get(axis).isEmpty() && x.is(axis, Axis.H);
        boolean columns = !x.dims().get(axis).isEmpty() && x.is(axis, Axis.W);
        if (!rows && !columns) {
            int count = (to - from + every - 1) / every;
            return picked(
                    step,
                    x,
                    axis,
                    IntStream.range(0, count).map(i -> from + i * every).toArray());
        }
        Value value = rows
                ? step.net().crop(step.name(), x.value(), from, x.value().height() - to, 0, 0)
                : step.net().crop(step.name(), x.value(), 0, 0, from, x.value().width() - to);
        if (every > 1) {
            Sliding sliding = new Sliding(rows ? every : 1, rows ? 1 : every, 1, 1, 0, 0, 0, 0);
            value = step.net().maxPool(step.name(), value, 1, 1, sliding);
        }
        int left = rows ? value.height() : value.width();
        return x.with(value, axis, left == 1 ? List.of() : List.of(new Atom(rows ? Axis.H : Axis.W, left, 1)));
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

    private static Operand gather(Step step) {
        Tensor x = step.tensor(0);
        Constant indices = step.constant(1, "its indices");
        int axis = step.axis(step.node().integer("axis", 0), x.rank());
        int size = x.size(axis);
        int[] wanted =
                Arrays.stream(indices.ints()).map(i -> i < 0 ? i + size : i).toArray();
        if (indices.rank() > 1 || wanted.length == 0 || Arrays.stream(wanted).anyMatch(i -> i < 0 || i >= size)) {
            throw step.refused("the elements " + Arrays.toString(indices.ints()) + " of an axis of size " + size);
        }
        boolean ascending = IntStream.range(0, wanted.length).allMatch(i -> wanted[i] == wanted[0] + i);
        Tensor y = ascending
                ? range(step, x, axis, wanted[0], wanted[0] + wanted.length, 1)
                : picked(step, x, axis, wanted);
        List<List<Atom>> dims = new ArrayList<>(y.dims());
        if (indices.rank() == 0) {
            dims.remove(axis);
        }
        return y.with(dims);
    }

    private static Operand pad(Step step) {
        Tensor x = step.normal(step.tensor(0));
        int[] pads = step.ints(1, "pads");
        int[] axes = step.has(3)
                ? step.constant(3, "its axes").ints()
                : IntStream.range(0, x.rank()).toArray();
        if (pads.length != 2 * axes.length) {
            throw step.refused(pads.length + " pads for " + axes.length + " axes");
        }
        int[] sides = new int[4];
        for (int i = 0; i < axes.length; i++) {
            int before = pads[i];
            int after = pads[i + axes.length];
            if (before == 0 && after == 0) {
                continue;
            }
            Axis role = x.role(step.axis(axes[i], x.rank()));
            if ((role != Axis.H && role != Axis.W) || Math.abs((long) before) > 4096 || Math.abs((long) after) > 4096) {
                throw step.refused("a padding of " + before + " and " + after + " along axis " + axes[i]);
            }
            sides[role == Axis.H ? 0 : 2] = before;
            sides[role == Axis.H ? 1 : 3] = after;
        }
        Value cropped =
                step.net().crop(step.name(), x.value(), cut(sides[0]), cut(sides[1]), cut(sides[2]), cut(sides[3]));
        Value padded = padded(step, cropped, sides);
        List<List<Atom>> dims = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            dims.add(Tensor.of(padded, x.batch(), x.role(d)).dims().get(0));
        }
        return new Tensor(padded, x.batch(), dims, false);
    }

    private static int cut(int side) {
        return Math.max(0, -side);
    }

    private static Value padded(Step step, Value x, int[] sides) {
        int top = Math.max(0, sides[0]);
        int bottom = Math.max(0, sides[1]);
        int left = Math.max(0, sides[2]);
        int right = Math.max(0, sides[3]);
        String mode = step.node().text("mode", "constant");
        Op.Border border = switch (mode) {
            case "constant" -> Op.Border.ZERO;
            case "edge" -> Op.Border.EDGE;
            case "reflect" -> Op.Border.REFLECT;
            default -> throw step.refused("a padding of mode " + mode);
        };
        double outside = step.optionalConstant(2, "its value")
                .map(Constant::scalar)
                .orElseGet(() -> step.node().number("value", 0));
        if (border != Op.Border.ZERO || outside == 0) {
            return step.net().pad(step.name(), x, top, bottom, left, right, border);
        }
        Value moved = step.scales().affine(step, x, 1, -outside);
        Value zeros = step.net().pad(step.name(), moved, top, bottom, left, right, border);
        return step.scales().affine(step, zeros, 1, outside);
    }

    private static int block(Step step) {
        int block = step.node().integer("blocksize", 0);
        if (block < 1 || block > MOST_BLOCK) {
            throw step.refused("a blocksize of " + block);
        }
        return block;
    }

    private static Operand depthToSpace(Step step) {
        Value x = step.image(0);
        int block = block(step);
        int tiles = block * block;
        int out = x.channels() / tiles;
        if (step.node().text("mode", "DCR").equals("CRD") && out * tiles == x.channels()) {
            int[] order = new int[x.channels()];
            Arrays.setAll(order, c -> c % out * tiles + c / out);
            x = step.permuted(x, order);
        }
        return step.ofImage(step.net().depthToSpace(step.name(), x, block), step.tensor(0));
    }

    /** A convolution whose kernels each pick one pixel of one channel. */
    private static Operand spaceToDepth(Step step) {
        Value x = step.image(0);
        int block = block(step);
        int in = x.channels();
        int out = in * block * block;
        if ((long) out * out > MOST_WEIGHTS) {
            throw step.refused("blocks of " + block + " pixels of " + in + " channels");
        }
        float[] weights = new float[out * out];
        for (int o = 0; o < out; o++) {
            weights[o * out + o] = 1;
        }
        Kernel kernel = new Kernel(block, block, in, out, weights, null);
        return step.ofImage(step.net().conv(step.name(), x, kernel, Sliding.of(block, 0), 1), step.tensor(0));
    }
}
