package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/** What a graph computes from numbers alone: sizes from shapes, mostly. */
final class ConstantFolding {
    /**
     * Numbers that a computation on constants may give where it is given fewer: a map of 1448 x 1448 pixels and two
     * axes.
     */
    private static final int MOST_MADE = 1 << 22;

    private static final Map<String, Operator> OPERATORS = operators();

    private ConstantFolding() {}

    static boolean knows(String type) {
        return OPERATORS.containsKey(type);
    }

    static List<Operand> fold(Step step) {
        Operator operator = OPERATORS.get(step.node().type());
        if (operator == null) {
            throw step.refused("this operator on constants");
        }
        return operator.lower(step);
    }

    private static Constant input(Step step, int i) {
        return step.constant(i, "its inputs");
    }

    private static Map<String, Operator> operators() {
        Map<String, Operator> all = new TreeMap<>();
        all.put("Constant", Operator.single(ConstantFolding::constant));
        all.put("Identity", Operator.single(step -> input(step, 0)));
        all.put("Dropout", Operator.single(step -> input(step, 0)));
        all.put("Cast", Operator.single(ConstantFolding::cast));
        all.put("Gather", Operator.single(ConstantFolding::gather));
        all.put("Slice", Operator.single(ConstantFolding::slice));
        all.put("Concat", Operator.single(ConstantFolding::concat));
        all.put("Split", ConstantFolding::split);
        all.put("Unsqueeze", Operator.single(ConstantFolding::unsqueeze));
        all.put("Squeeze", Operator.single(ConstantFolding::squeeze));
        all.put("Reshape", Operator.single(step -> {
            Constant x = input(step, 0);
            boolean zeros = step.node().integer("allowzero", 0) == 0;
            return x.reshaped(Shapes.target(input(step, 1).ints(), x.shape(), zeros));
        }));
        all.put("Transpose", Operator.single(ConstantFolding::transpose));
        all.put("Where", Operator.single(ConstantFolding::where));
        all.put("Expand", Operator.single(step -> {
            Constant x = input(step, 0);
            int[] shape = Broadcasting.shape(x.shape(), input(step, 1).ints());
            bounded(shape, x.size());
            return broadcast(x, shape);
        }));
        all.put("Tile", Operator.single(ConstantFolding::tile));
        all.put("ConstantOfShape", Operator.single(ConstantFolding::constantOfShape));
        all.put("Range", Operator.single(ConstantFolding::range));
        all.put("ReduceProd", Operator.single(step -> reduced(step, (a, b) -> a * b)));
        all.put("ReduceSum", Operator.single(step -> reduced(step, Double::sum)));
        all.put("ReduceMax", Operator.single(step -> reduced(step, Math::max)));
        all.put("ReduceMin", Operator.single(step -> reduced(step, Math::min)));
        all.put("Floor", unary(Math::floor));
        all.put("Ceil", unary(Math::ceil));
        all.put("Round", unary(Math::rint));
        all.put("Sqrt", unary(Math::sqrt));
        all.put("Exp", unary(Math::exp));
        all.put("Log", unary(Math::log));
        all.put("Reciprocal", unary(x -> 1 / x));
        all.put("Neg", unary(x -> -x));
        all.put("Abs", unary(Math::abs));
        all.put("Sigmoid", unary(x -> 1 / (1 + Math.exp(-x))));
        all.put("Softplus", unary(x -> Math.log1p(Math.exp(x))));
        all.put("Not", unary(x -> x == 0 ? 1 : 0));
        all.put("Add", binary(Double::sum, Long::sum));
        all.put("Sub", binary((a, b) -> a - b, (a, b) -> a - b));
        all.put("Mul", binary((a, b) -> a * b, (a, b) -> a * b));
        all.put("Div", binary((a, b) -> a / b, (a, b) -> a / b));
        all.put("Mod", binary((a, b) -> a % b, Math::floorMod));
        all.put("Pow", binary(Math::pow, (a, b) -> (long) Math.pow((double) a, (double) b)));
        all.put("Min", binary(Math::min, Math::min));
        all.put("Max", binary(Math::max, Math::max));
        all.put("Equal", comparison((a, b) -> a == b ? 1 : 0));
        all.put("Greater", comparison((a, b) -> a > b ? 1 : 0));
        all.put("GreaterOrEqual", comparison((a, b) -> a >= b ? 1 : 0));
        all.put("Less", comparison((a, b) -> a < b ? 1 : 0));
        all.put("LessOrEqual", comparison((a, b) -> a <= b ? 1 : 0));
        all.put("And", comparison((a, b) -> a != 0 && b != 0 ? 1 : 0));
        all.put("Or", comparison((a, b) -> a != 0 || b != 0 ? 1 : 0));
        return all;
    }

    /** An index or end of a slice, counted from the front, within an axis. */
    static int clamped(int index, int size) {
        int positive = index < 0 ? Math.max(0, index + size) : index;
        return Math.min(positive, size);
    }

    /** How many numbers a shape holds, refused where an operator would make too many of those that it has. */
    private static int bounded(int[] shape, int given) {
        int count = Constant.count(shape);
        if (count > Math.max(MOST_MADE, given)) {
            throw new IllegalArgumentException("no shape needs " + count + " numbers");
        }
        return count;
    }

    private static Operand constant(Step step) {
        OnnxNode node = step.node();
        if (node.has("value")) {
            return Constant.of(
                    node.attribute("value").orElseThrow().getT(), "file " + node.location() + ", " + node.describe());
        }
        if (node.has("value_int")) {
            return Constant.ofScalar(node.attribute("value_int").orElseThrow().getI());
        }
        if (node.has("value_float")) {
            return Constant.ofScalar(node.attribute("value_float").orElseThrow().getF());
        }
        if (node.has("value_ints")) {
            long[] values = node.attribute("value_ints").orElseThrow().getIntsList().stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            return Constant.ofLongs(new int[] {values.length}, values);
        }
        if (node.has("value_floats")) {
            List<Float> list = node.attribute("value_floats").orElseThrow().getFloatsList();
            float[] values = new float[list.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = list.get(i);
            }
            return Constant.ofFloats(new int[] {values.length}, values);
        }
        throw step.refused("a constant that is no number");
    }

    private static Operand cast(Step step) {
        Constant x = input(step, 0);
        OnnxMl.TensorProto.DataType type =
                OnnxMl.TensorProto.DataType.forNumber(step.node().integer("to", 0));
        if (type == null) {
            throw step.refused("a cast to an unknown type");
        }
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16 -> Constant.ofFloats(x.shape(), x.floats());
            case INT64, INT32, INT16, INT8, UINT8 -> longs(x.shape(), i -> x.longAt(i));
            case BOOL -> longs(x.shape(), i -> x.at(i) != 0 ? 1 : 0);
            default -> throw step.refused("a cast to " + Constant.typeName(type.getNumber()));
        };
    }

    private static Constant longs(int[] shape, IntToLongFunction at) {
        long[] values = new long[Constant.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = at.applyAsLong(i);
        }
        return Constant.ofLongs(shape, values);
    }

    private static Constant floats(int[] shape, IntToDoubleFunction at) {
        float[] values = new float[Constant.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) at.applyAsDouble(i);
        }
        return Constant.ofFloats(shape, values);
    }

    private static Operator unary(DoubleUnaryOperator of) {
        return Operator.single(step -> {
            Constant x = input(step, 0);
            return x.isFloat()
                    ? floats(x.shape(), i -> of.applyAsDouble(x.at(i)))
                    : longs(x.shape(), i -> (long) of.applyAsDouble(x.at(i)));
        });
    }

    private static Operator binary(DoubleBinaryOperator ofFloats, LongBinaryOperator ofLongs) {
        return Operator.single(step -> {
            Constant result = input(step, 0);
            for (int k = 1; k < step.inputs(); k++) {
                int[] shape = Broadcasting.shape(result.shape(), input(step, k).shape());
                bounded(shape, Math.max(result.size(), input(step, k).size()));
                Constant a = broadcast(result, shape);
                Constant b = broadcast(input(step, k), shape);
                result = a.isFloat()
                        ? floats(shape, i -> ofFloats.applyAsDouble(a.at(i), b.at(i)))
                        : longs(shape, i -> ofLongs.applyAsLong(a.longAt(i), b.longAt(i)));
            }
            return result;
        });
    }

    private static Operator comparison(DoubleBinaryOperator of) {
        return Operator.single(step -> {
            int[] shape =
                    Broadcasting.shape(input(step, 0).shape(), input(step, 1).shape());
            bounded(shape, Math.max(input(step, 0).size(), input(step, 1).size()));
            Constant a = broadcast(input(step, 0), shape);
            Constant b = broadcast(input(step, 1), shape);
            return longs(shape, i -> (long) of.applyAsDouble(a.at(i), b.at(i)));
        });
    }

    private static Operand where(Step step) {
        int[] shape = Broadcasting.shape(
                input(step, 0).shape(),
                Broadcasting.shape(input(step, 1).shape(), input(step, 2).shape()));
        bounded(shape, Math.max(input(step, 1).size(), input(step, 2).size()));
        Constant condition = broadcast(input(step, 0), shape);
        Constant a = broadcast(input(step, 1), shape);
        Constant b = broadcast(input(step, 2), shape);
        return a.isFloat()
                ? floats(shape, i -> condition.at(i) != 0 ? a.at(i) : b.at(i))
                : longs(shape, i -> condition.at(i) != 0 ? a.longAt(i) : b.longAt(i));
    }

    /** Chosen elements along each axis; {@code along[d]} are indices of axis d. */
    private static Constant picked(Constant x, int[][] along) {
        int[] shape = new int[along.length];
        Arrays.setAll(shape, d -> along[d].length);
        bounded(shape, x.size());
        return taken(x, along, shape);
    }

    private static Constant taken(Constant x, int[][] along, int[] shape) {
        int[] from = new int[Constant.count(shape)];
        int[] sizes = x.shape();
        for (int i = 0; i < from.length; i++) {
            int rest = i;
            int stride = 1;
            for (int d = shape.length - 1; d >= 0; d--) {
                from[i] += along[d][rest % shape[d]] * stride;
                rest /= shape[d];
                stride *= sizes[d];
            }
        }
        return x.picked(shape, from);
    }

    private static int[][] everything(int[] shape) {
        int[][] along = new int[shape.length][];
        Arrays.setAll(along, d -> IntStream.range(0, shape[d]).toArray());
        return along;
    }

    /** Copies along axes of size 1; the caller bounds the shape. */
    private static Constant broadcast(Constant x, int[] shape) {
        if (Arrays.equals(x.shape(), shape)) {
            return x;
        }
        int[] padded = new int[shape.length];
        Arrays.fill(padded, 1);
        int[] own = x.shape();
        System.arraycopy(own, 0, padded, shape.length - own.length, own.length);
        int[][] along = everything(shape);
        for (int d = 0; d < shape.length; d++) {
            if (padded[d] == 1) {
                Arrays.fill(along[d], 0);
            }
        }
        return taken(x.reshaped(padded), along, shape);
    }

    private static Operand gather(Step step) {
        Constant x = input(step, 0);
        Constant indices = input(step, 1);
        int axis = step.axis(step.node().integer("axis", 0), x.rank());
        int size = x.shape()[axis];
        int[][] along = everything(x.shape());
        along[axis] =
                Arrays.stream(indices.ints()).map(i -> i < 0 ? i + size : i).toArray();
        int[] shape = new int[x.rank() - 1 + indices.rank()];
        int[] own = x.shape();
        System.arraycopy(own, 0, shape, 0, axis);
        System.arraycopy(indices.shape(), 0, shape, axis, indices.rank());
        System.arraycopy(own, axis + 1, shape, axis + indices.rank(), own.length - axis - 1);
        return picked(x, along).reshaped(shape);
    }

    private static Operand slice(Step step) {
        Constant x = input(step, 0);
        int[] starts = step.ints(1, "starts");
        int[] ends = step.ints(2, "ends");
        int[] axes = step.ints(3, "axes", IntStream.range(0, starts.length).toArray());
        int[] steps = step.ints(4, "steps", Arrays.stream(starts).map(s -> 1).toArray());
        int[][] along = everything(x.shape());
        for (int i = 0; i < starts.length; i++) {
            int axis = step.axis(axes[i], x.rank());
            int size = along[axis].length;
            int every = steps[i];
            List<Integer> kept = new ArrayList<>();
            if (every > 0) {
                for (long k = clamped(starts[i], size); k < clamped(ends[i], size); k += every) {
                    kept.add((int) k);
                }
            } else if (every < 0) {
                long end = ends[i] < 0 ? Math.max(-1L, (long) ends[i] + size) : Math.min(ends[i], size);
                long start = starts[i] < 0 ? (long) starts[i] + size : Math.min(starts[i], size - 1);
                for (long k = start; k > end; k += every) {
                    kept.add((int) k);
                }
            }
            along[axis] = kept.stream().mapToInt(Integer::intValue).toArray();
        }
        return picked(x, along);
    }

    private static Operand concat(Step step) {
        Constant first = input(step, 0);
        int axis = step.axis(step.node().integer("axis", 0), Math.max(1, first.rank()));
        int[] shape = first.shape();
        int outer = Arrays.stream(shape, 0, axis).reduce(1, Math::multiplyExact);
        shape[axis] = 0;
        boolean isFloat = first.isFloat();
        int total = 0;
        for (int k = 0; k < step.inputs(); k++) {
            total = Math.addExact(total, input(step, k).size());
            shape[axis] = Math.addExact(shape[axis], input(step, k).shape()[axis]);
        }
        int count = bounded(shape, total);
        float[] floats = new float[isFloat ? count : 0];
        long[] longs = new long[isFloat ? 0 : count];
        int to = 0;
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < step.inputs(); k++) {
                Constant x = input(step, k);
                int run = x.size() / outer;
                for (int i = 0; i < run; i++, to++) {
                    if (isFloat) {
                        floats[to] = (float) x.at(o * run + i);
                    } else {
                        longs[to] = x.longAt(o * run + i);
                    }
                }
            }
        }
        return isFloat ? Constant.ofFloats(shape, floats) : Constant.ofLongs(shape, longs);
    }

    private static List<Operand> split(Step step) {
        Constant x = input(step, 0);
        int axis = step.axis(step.node().integer("axis", 0), x.rank());
        int outputs = step.node().proto().getOutputCount();
        int size = x.shape()[axis];
        int[] sizes = step.ints(
                1, "split", IntStream.range(0, outputs).map(i -> size / outputs).toArray());
        List<Operand> parts = new ArrayList<>();
        int from = 0;
        for (int part : sizes) {
            int[][] along = everything(x.shape());
            along[axis] = IntStream.range(from, from + part).toArray();
            parts.add(picked(x, along));
            from += part;
        }
        return parts;
    }

    private static Operand unsqueeze(Step step) {
        Constant x = input(step, 0);
        int[] axes = step.ints(1, "axes");
        int rank = x.rank() + axes.length;
        TreeSet<Integer> added = new TreeSet<>();
        for (int axis : axes) {
            added.add(step.axis(axis, rank));
        }
        int[] shape = new int[rank];
        int from = 0;
        for (int d = 0; d < rank; d++) {
            shape[d] = added.contains(d) ? 1 : x.shape()[from++];
        }
        return x.reshaped(shape);
    }

    private static Operand squeeze(Step step) {
        Constant x = input(step, 0);
        int[] axes = step.ints(1, "axes");
        TreeSet<Integer> dropped = new TreeSet<>();
        for (int axis : axes) {
            dropped.add(step.axis(axis, x.rank()));
        }
        int[] own = x.shape();
        int[] shape = IntStream.range(0, own.length)
                .filter(d -> axes.length == 0 ? own[d] != 1 : !dropped.contains(d))
                .map(d -> own[d])
                .toArray();
        return x.reshaped(shape);
    }

    private static Operand transpose(Step step) {
        Constant x = input(step, 0);
        int[] order = step.node().integers("perm", Shapes.backwards(x.rank()));
        int[] own = x.shape();
        int[] strides = new int[own.length];
        int stride = 1;
        for (int d = own.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= own[d];
        }
        int[] shape = Arrays.stream(order).map(d -> own[d]).toArray();
        int[] from = new int[x.size()];
        for (int i = 0; i < from.length; i++) {
            int rest = i;
            for (int d = shape.length - 1; d >= 0; d--) {
                from[i] += rest % shape[d] * strides[order[d]];
                rest /= shape[d];
            }
        }
        return x.picked(shape, from);
    }

    private static Operand tile(Step step) {
        Constant x = input(step, 0);
        int[] repeats = input(step, 1).ints();
        int[] own = x.shape();
        int[] shape = new int[own.length];
        Arrays.setAll(shape, d -> Math.multiplyExact(own[d], repeats[d]));
        bounded(shape, x.size());
        int[][] along = new int[own.length][];
        Arrays.setAll(
                along, d -> IntStream.range(0, shape[d]).map(i -> i % own[d]).toArray());
        return picked(x, along);
    }

    private static Operand constantOfShape(Step step) {
        int[] shape = input(step, 0).ints();
        bounded(shape, 1);
        Constant value = step.node().has("value")
                ? Constant.of(
                        step.node().attribute("value").orElseThrow().getT(),
                        "file " + step.node().location() + ", " + step.node().describe())
                : Constant.ofFloats(new int[] {1}, new float[1]);
        return broadcast(value.reshaped(), shape);
    }

    private static Operand range(Step step) {
        Constant start = input(step, 0);
        double from = start.scalar();
        double every = input(step, 2).scalar();
        double count = Math.max(0, Math.ceil((input(step, 1).scalar() - from) / every));
        int[] shape = {(int) Math.min(count, MOST_MADE + 1.0)};
        bounded(shape, 1);
        return start.isFloat() ? floats(shape, i -> from + i * every) : longs(shape, i -> (long) (from + i * every));
    }

    private static Operand reduced(Step step, DoubleBinaryOperator of) {
        Constant x = input(step, 0);
        int[] axes = step.ints(1, "axes");
        boolean keep = step.node().integer("keepdims", 1) != 0;
        if (x.rank() > 1 || axes.length > 1 || x.size() == 0) {
            throw step.refused("a reduction of a constant of shape " + Arrays.toString(x.shape()));
        }
        double result = x.at(0);
        for (int i = 1; i < x.size(); i++) {
            result = of.applyAsDouble(result, x.at(i));
        }
        double value = result;
        int[] shape = keep && x.rank() == 1 ? new int[] {1} : new int[0];
        return x.isFloat() ? floats(shape, i -> value) : longs(shape, i -> (long) value);
    }
}
