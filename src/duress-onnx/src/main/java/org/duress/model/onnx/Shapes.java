package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Operators that move numbers without computing any: on the view of a tensor alone. */
final class Shapes {
    private static final Set<Integer> FLOATS =
            Set.of(OnnxMl.TensorProto.DataType.FLOAT_VALUE, OnnxMl.TensorProto.DataType.DOUBLE_VALUE);

    private Shapes() {}

    static void addTo(Map<String, Operator> all) {
        all.put("Identity", Operator.single(step -> step.operand(0)));
        all.put("Dropout", Shapes::dropout);
        all.put("Cast", Operator.single(Shapes::cast));
        all.put("Shape", Operator.single(step -> {
            int[] shape = shape(step);
            int from = Math.max(0, Math.min(shape.length, positive(step.node().integer("start", 0), shape.length)));
            int to = Math.max(
                    from, Math.min(shape.length, positive(step.node().integer("end", shape.length), shape.length)));
            return Constant.ofInts(Arrays.copyOfRange(shape, from, to));
        }));
        all.put("Size", Operator.single(step -> Constant.ofScalar((long) Constant.count(shape(step)))));
        all.put("Reshape", Operator.single(step -> {
            Operand x = view(step);
            boolean zeros = step.node().integer("allowzero", 0) == 0;
            return reshaped(x, target(step.constant(1, "its sizes").ints(), shape(step), zeros));
        }));
        all.put("Flatten", Operator.single(step -> {
            int[] shape = shape(step);
            int axis = step.node().integer("axis", 1);
            int positive = axis < 0 ? axis + shape.length : axis;
            int outer = Arrays.stream(shape, 0, positive).reduce(1, Math::multiplyExact);
            int inner = Arrays.stream(shape, positive, shape.length).reduce(1, Math::multiplyExact);
            return reshaped(view(step), new int[] {outer, inner});
        }));
        all.put("Squeeze", Operator.single(Shapes::squeeze));
        all.put("Unsqueeze", Operator.single(Shapes::unsqueeze));
        all.put("Transpose", Operator.single(step -> {
            Tensor x = (Tensor) view(step);
            int[] order = step.node().integers("perm", backwards(x.rank()));
            if (!Arrays.equals(Arrays.stream(order).sorted().toArray(), reversed(backwards(x.rank())))) {
                throw step.refused("the order " + Arrays.toString(order) + " of " + x.rank() + " axes");
            }
            return x.transposed(order);
        }));
        all.put("Expand", Operator.single(step -> {
            Tensor x = step.tensor(0);
            int[] shape =
                    Broadcasting.shape(x.shape(), step.constant(1, "its sizes").ints());
            return Broadcasting.expanded(step, x, shape);
        }));
        all.put("Tile", Operator.single(Shapes::tile));
    }

    private static int positive(int index, int size) {
        return index < 0 ? index + size : index;
    }

    static int[] backwards(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, d -> rank - 1 - d);
        return order;
    }

    private static int[] reversed(int[] order) {
        int[] reversed = new int[order.length];
        Arrays.setAll(reversed, d -> order[order.length - 1 - d]);
        return reversed;
    }

    private static int[] shape(Step step) {
        Operand x = step.operand(0);
        return x instanceof Constant constant ? constant.shape() : ((Tensor) view(step)).shape();
    }

    /** The first input; a view of a log-softmax is one too. */
    private static Operand view(Step step) {
        return step.operand(0) instanceof Tensor tensor ? tensor : step.tensor(0);
    }

    private static Operand reshaped(Operand x, int[] shape) {
        return ((Tensor) x).reshaped(shape);
    }

    /** The sizes that Reshape means: 0 keeps a size, -1 is what is left. */
    static int[] target(int[] wanted, int[] shape, boolean zerosKeep) {
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
            throw new IllegalArgumentException(
                    "a tensor of shape " + Arrays.toString(shape) + " cannot become " + Arrays.toString(wanted));
        }
        return target;
    }

    private static Operand squeeze(Step step) {
        Tensor x = (Tensor) view(step);
        int[] axes = step.ints(1, "axes");
        List<List<Atom>> dims = new ArrayList<>();
        Set<Integer> dropped = new TreeSet<>();
        for (int axis : axes) {
            dropped.add(step.axis(axis, x.rank()));
        }
        for (int d = 0; d < x.rank(); d++) {
            boolean drop = axes.length == 0 ? x.size(d) == 1 : dropped.contains(d);
            if (drop && x.size(d) != 1) {
                throw new IllegalArgumentException(
                        "axis " + d + " of shape " + Arrays.toString(x.shape()) + " is not 1");
            }
            if (!drop) {
                dims.add(x.dims().get(d));
            }
        }
        return x.with(dims);
    }

    private static Operand unsqueeze(Step step) {
        Tensor x = (Tensor) view(step);
        int[] axes = step.ints(1, "axes");
        int rank = x.rank() + axes.length;
        Set<Integer> added = new TreeSet<>();
        for (int axis : axes) {
            added.add(step.axis(axis, rank));
        }
        List<List<Atom>> left = new ArrayList<>(x.dims());
        List<List<Atom>> dims = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            dims.add(added.contains(d) || left.isEmpty() ? List.of() : left.remove(0));
        }
        return x.with(dims);
    }

    private static Operand tile(Step step) {
        Tensor x = step.tensor(0);
        int[] repeats = step.constant(1, "its repeats").ints();
        int[] shape = x.shape();
        for (int d = 0; d < shape.length && d < repeats.length; d++) {
            if (repeats[d] != 1 && shape[d] != 1) {
                throw step.refused("copies of an axis of size " + shape[d]);
            }
            shape[d] *= repeats[d];
        }
        return Broadcasting.expanded(step, x, shape);
    }

    private static List<Operand> dropout(Step step) {
        boolean training = step.has(2)
                && step.operand(2) instanceof Constant constant
                && constant.size() == 1
                && constant.scalar() != 0;
        if (training) {
            throw step.node()
                    .refused(
                            "dropout in training mode",
                            "export the model in inference mode (PyTorch: model.eval() before torch.onnx.export)");
        }
        return List.of(step.operand(0));
    }

    private static Operand cast(Step step) {
        int type = step.node().integer("to", 0);
        if (type == OnnxMl.TensorProto.DataType.FLOAT16_VALUE || type == OnnxMl.TensorProto.DataType.BFLOAT16_VALUE) {
            throw step.node()
                    .refused(
                            "layers that compute in half precision",
                            "export the model in float32 (PyTorch: model.float() before torch.onnx.export)");
        }
        if (!FLOATS.contains(type)) {
            throw step.refused("a cast to " + Constant.typeName(type));
        }
        return step.operand(0);
    }
}
