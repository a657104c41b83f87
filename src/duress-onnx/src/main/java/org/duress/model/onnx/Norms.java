package org.duress.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.model.lowering.Value;
import org.duress.model.onnx.Moments.Kind;

/** Normalisations, reductions and matrix products. */
final class Norms {
    private static final double EPSILON = 1e-5;

    private Norms() {}

    static void addTo(Map<String, Operator> all) {
        all.put("BatchNormalization", Norms::batchNorm);
        all.put("InstanceNormalization", Operator.single(Norms::instanceNorm));
        all.put("LayerNormalization", Norms::layerNorm);
        all.put("GroupNormalization", Operator.single(Norms::groupNorm));
        all.put("ReduceMean", Operator.single(Norms::mean));
        all.put("ReduceSum", Operator.single(Norms::sum));
        all.put("ReduceMax", Operator.single(Norms::largest));
        all.put("MatMul", Operator.single(Norms::matrixProduct));
        all.put("Gemm", Operator.single(Norms::gemm));
    }

    private static List<Operand> batchNorm(Step step) {
        Tensor x = step.tensor(0);
        if (step.node().integer("training_mode", 0) != 0) {
            throw step.node()
                    .refused(
                            "batch normalisation in training mode",
                            "export the model in inference mode (PyTorch: model.eval() before torch.onnx.export)");
        }
        if (x.rank() < 2 || !x.is(1, Axis.C)) {
            throw step.refused("axis 1 of shape " + Arrays.toString(x.shape()) + " is not the channels");
        }
        float[] gamma = step.constant(1, "its scales").floats();
        float[] beta = step.constant(2, "its shifts").floats();
        float[] mean = step.constant(3, "its means").floats();
        float[] variance = step.constant(4, "its variances").floats();
        int channels = x.value().channels();
        if (IntStream.of(gamma.length, beta.length, mean.length, variance.length)
                .anyMatch(n -> n != channels)) {
            throw step.refused("numbers for other than " + channels + " channels");
        }
        double epsilon = step.node().number("epsilon", EPSILON);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double s = gamma[c] / Math.sqrt(variance[c] + epsilon);
            scale[c] = (float) s;
            shift[c] = (float) (beta[c] - s * mean[c]);
        }
        return List.of(x.with(step.scales().affine(step, x.value(), scale, shift)));
    }

    private static Operand instanceNorm(Step step) {
        Tensor x = step.tensor(0);
        if (x.rank() < 3) {
            throw step.refused("a tensor with " + x.rank() + " axes where an image has 4");
        }
        Tensor y =
                Normalisation.normalised(step, x, from(2, x.rank()), step.node().number("epsilon", EPSILON));
        int[] ones = onesBehind(x.size(1), x.rank() - 2);
        Constant scale = step.constant(1, "its scales").reshaped(ones);
        Constant shift = step.constant(2, "its shifts").reshaped(ones);
        return Arithmetic.affine(step, y, Optional.of(scale), 1, Optional.of(shift), 1);
    }

    private static List<Operand> layerNorm(Step step) {
        Tensor x = step.tensor(0);
        int axis = step.axis(step.node().integer("axis", -1), x.rank());
        Tensor y = Normalisation.normalised(
                step, x, from(axis, x.rank()), step.node().number("epsilon", EPSILON));
        Optional<Constant> scale = step.optionalConstant(1, "its scales");
        Optional<Constant> shift = step.optionalConstant(2, "its shifts");
        return List.of(Arithmetic.affine(step, y, scale, 1, shift, 1));
    }

    private static Operand groupNorm(Step step) {
        Tensor x = step.tensor(0);
        int groups = step.node().integer("num_groups", 1);
        int[] shape = x.shape();
        if (shape.length < 2 || groups < 1 || shape[1] % groups != 0) {
            throw step.refused(groups + " groups of shape " + Arrays.toString(shape));
        }
        int[] split = new int[shape.length + 1];
        split[0] = shape[0];
        split[1] = groups;
        split[2] = shape[1] / groups;
        System.arraycopy(shape, 2, split, 3, shape.length - 2);
        Tensor apart = Normalisation.normalised(
                step, x.reshaped(split), from(2, split.length), step.node().number("epsilon", EPSILON));
        Constant scale = step.constant(1, "its scales");
        Constant shift = step.constant(2, "its shifts");
        // Operator set 18 has a number a group, 21 one a channel.
        boolean perGroup = scale.size() == groups;
        int[] ones = onesBehind(scale.size(), perGroup ? split.length - 2 : shape.length - 2);
        Tensor y = perGroup ? apart : apart.reshaped(shape);
        return Arithmetic.affine(step, y, Optional.of(scale.reshaped(ones)), 1, Optional.of(shift.reshaped(ones)), 1)
                .reshaped(shape);
    }

    private static int[] onesBehind(int size, int ones) {
        int[] shape = new int[1 + ones];
        Arrays.fill(shape, 1);
        shape[0] = size;
        return shape;
    }

    private static Set<Integer> from(int axis, int rank) {
        return IntStream.range(axis, rank).boxed().collect(Collectors.toSet());
    }

    /** Axes of a reduction: an attribute until operator set 13 or 18, then an input; none means all. */
    private static Set<Integer> axes(Step step, int rank) {
        int[] given = step.ints(1, "axes");
        if (given.length == 0) {
            return step.node().integer("noop_with_empty_axes", 0) != 0 ? Set.of() : from(0, rank);
        }
        Set<Integer> axes = new TreeSet<>();
        for (int axis : given) {
            axes.add(step.axis(axis, rank));
        }
        return axes;
    }

    private static boolean keeps(Step step) {
        return step.node().integer("keepdims", 1) != 0;
    }

    private static Operand mean(Step step) {
        if (step.operand(0) instanceof Moments square
                && square.is(Kind.SQUARE)
                && keeps(step)
                && axes(step, square.of().rank()).equals(square.axes())) {
            return square.as(Kind.VARIANCE);
        }
        Tensor x = step.tensor(0);
        Set<Integer> axes = axes(step, x.rank());
        return keeps(step) ? new Moments(Kind.MEAN, x, axes, 0) : Normalisation.mean(step, x, axes, false);
    }

    private static Operand sum(Step step) {
        Tensor x = step.tensor(0);
        Set<Integer> axes = axes(step, x.rank());
        int count = axes.stream().mapToInt(x::size).reduce(1, Math::multiplyExact);
        Tensor mean = Normalisation.mean(step, x, axes, keeps(step));
        return mean.with(step.scales().affine(step, mean.value(), count, 0));
    }

    private static Operand largest(Step step) {
        Tensor x = step.tensor(0);
        Set<Integer> axes = axes(step, x.rank());
        List<Axis> over = axes.stream()
                .flatMap(d -> x.dims().get(d).stream())
                .map(Atom::axis)
                .sorted()
                .toList();
        boolean whole = axes.stream()
                .flatMap(d -> x.dims().get(d).stream())
                .allMatch(atom -> atom.size() == x.size(atom.axis()));
        Value y;
        if (whole && over.equals(List.of(Axis.C))) {
            y = Arithmetic.largestChannel(step, x.value());
        } else if (whole && over.stream().allMatch(axis -> axis == Axis.H || axis == Axis.W)) {
            int kernelY = over.contains(Axis.H) ? x.value().height() : 1;
            int kernelX = over.contains(Axis.W) ? x.value().width() : 1;
            y = step.net().maxPool(step.name(), x.value(), kernelY, kernelX, org.duress.model.lowering.Sliding.PLAIN);
        } else {
            throw step.refused("a maximum over axes " + axes + " of shape " + Arrays.toString(x.shape()));
        }
        boolean keep = keeps(step);
        List<List<Atom>> dims = IntStream.range(0, x.rank())
                .filter(d -> keep || !axes.contains(d))
                .mapToObj(d -> axes.contains(d) ? List.<Atom>of() : x.dims().get(d))
                .toList();
        return new Tensor(y, x.batch(), dims, false);
    }

    private static Operand matrixProduct(Step step) {
        if (!(step.operand(1) instanceof Constant)) {
            throw step.refused("a product of matrices that depend on the image");
        }
        Constant weights = step.constant(1, "its weights");
        if (weights.rank() != 2) {
            throw step.refused("a product with weights of shape " + Arrays.toString(weights.shape()));
        }
        return product(step, step.tensor(0), weights.floats(), weights.shape()[0], weights.shape()[1]);
    }

    private static Operand gemm(Step step) {
        Constant weights = step.constant(1, "its weights");
        Tensor x = step.tensor(0);
        if (weights.rank() != 2 || x.rank() != 2 || step.node().integer("transA", 0) != 0) {
            throw step.refused("a product of transposed matrices");
        }
        boolean turned = step.node().integer("transB", 0) != 0;
        int in = weights.shape()[turned ? 1 : 0];
        int out = weights.shape()[turned ? 0 : 1];
        float alpha = (float) step.node().number("alpha", 1);
        float[] numbers = new float[weights.size()];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < out; o++) {
                numbers[i * out + o] = alpha * weights.floats()[turned ? o * in + i : i * out + o];
            }
        }
        Tensor y = product(step, x, numbers, in, out);
        double beta = step.node().number("beta", 1);
        return step.has(2)
                ? Arithmetic.affine(step, y, Optional.empty(), 1, Optional.of(step.constant(2, "its biases")), beta)
                : y;
    }

    private static Tensor product(Step step, Tensor x, float[] weights, int in, int out) {
        int last = x.rank() - 1;
        if (last < 0 || !x.is(last, Axis.C) || x.value().channels() != in || in < 1 || out < 1) {
            throw step.refused("a product over the last axis of shape " + Arrays.toString(x.shape())
                    + ", which is not the channels that its weights take,");
        }
        Value y = step.net().channels(step.name(), x.value(), out, weights);
        return x.with(y, last, out == 1 ? List.of() : List.of(new Atom(Axis.C, out, 1)));
    }
}
