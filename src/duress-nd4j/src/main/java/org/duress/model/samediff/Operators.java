package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Array;
import org.duress.model.lowering.graph.Axis;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Operator;
import org.duress.model.lowering.graph.Tensor;
import org.duress.model.lowering.graph.rules.Arithmetic;
import org.duress.model.lowering.graph.rules.Binary;
import org.duress.model.lowering.graph.rules.Normalisation;
import org.duress.model.lowering.graph.rules.Parts;
import org.duress.model.lowering.graph.rules.Reductions;
import org.duress.model.lowering.graph.rules.Resampling;
import org.duress.model.lowering.graph.rules.Shapes;
import org.duress.model.lowering.graph.rules.Unary;
import org.duress.net.Op;
import org.duress.spec.ModelLayout;

/** The dictionary: what each operator of SameDiff is, and which of its arguments says what. */
final class Operators {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_GAMMA = 1.0507009873554805;
    /** SameDiff divides by the deviation itself, and gives 0 where it is 0. */
    private static final double SMALLEST_VARIANCE = 1e-12;

    private static final int PAD_CONSTANT = 0;
    private static final int PAD_REFLECT = 1;
    /** Masks of a strided slice, before the numbers themselves. */
    private static final int MASKS = 5;

    /** Types of numbers: half, float, double, bfloat16. */
    private static final Set<Integer> REAL = Set.of(3, 5, 6, 17);

    private static final Map<String, Operator<SameDiffStep>> ALL = Collections.unmodifiableMap(new Operators().all);

    private final Map<String, Operator<SameDiffStep>> all = new TreeMap<>();

    private Operators() {
        activations();
        arithmetic();
        constants();
        shapes();
        parts();
        norms();
        windows();
    }

    static Map<String, Operator<SameDiffStep>> all() {
        return ALL;
    }

    /** An operator with one result. */
    @FunctionalInterface
    private interface Single {
        Operand of(SameDiffStep step);
    }

    /** A layer for each number by itself. */
    @FunctionalInterface
    private interface Layer {
        Value of(SameDiffStep step, Value x);
    }

    private void put(String type, Single operator) {
        all.put(type, Operator.single(operator::of));
    }

    private void put(String type, Unary function) {
        all.put(type, Operator.single(function::of));
    }

    private void put(String type, Binary function) {
        put(type, step -> function.of(step.constant(0), step.constant(1)));
    }

    private void put(String type, Arithmetic.Rule rule) {
        put(type, step -> rule.of(step, step.operand(0), step.operand(1)));
    }

    /** A rule of the operand and the operator's own number. */
    private void scalar(String type, Arithmetic.Rule rule) {
        put(type, step -> rule.of(step, step.operand(0), step.scalarOperand()));
    }

    private void layer(String type, Layer layer) {
        put(type, step -> Unary.layer(step, (same, x) -> layer.of(step, x)));
    }

    private void activations() {
        put("relu", step -> {
            if (step.operand(0) instanceof Constant constant) {
                return Binary.LARGER.of(constant, step.scalarOperand());
            }
            if (step.scalar() != 0) {
                throw step.refused("a cutoff other than 0");
            }
            return Unary.RELU.of(step);
        });
        layer("leakyrelu", (s, x) -> s.net().leakyRelu(s.name(), x, s.number(0, s.scalar())));
        layer("relu6", (s, x) -> s.net().clip(s.name(), x, s.scalar(), 6));
        layer("elu", (s, x) -> s.net().elu(s.name(), x, s.number(0, 1)));
        layer("selu", (s, x) -> s.net().selu(s.name(), x, SELU_ALPHA, SELU_GAMMA));
        layer("gelu", (s, x) -> s.net().swish(s.name(), x, 1.702));
        layer("precise_gelu", Operators::preciseGelu);
        layer("swish", (s, x) -> s.net().swish(s.name(), x, 1));
        layer("hard_sigmoid", (s, x) -> s.net().hardSigmoid(s.name(), x, 0.2, 0.5));
        layer("hardtanh", (s, x) -> s.net().clip(s.name(), x, -1, 1));
        for (String clip : List.of("clipbyvalue", "ClipByValue")) {
            layer(clip, (s, x) -> s.net().clip(s.name(), x, s.number(0, Double.NaN), s.number(1, Double.NaN)));
        }
        put("mish", Unary.MISH);
        put("tanh", Unary.TANH);
        put("sigmoid", Unary.SIGMOID);
        put("softplus", Unary.SOFTPLUS);
        put("erf", Unary.ERF);
        put("abs", Unary.ABSOLUTE);
        put("square", Unary.SQUARE);
        put("prelu", step -> Arithmetic.prelu(step, step.tensor(0), step.constant(1)));
        // Computed as meant: for an axis that is not the last, ND4J M2.1 with oneDNN gives wrong numbers.
        put("softmax", step -> softmax(step, false));
        put("log_softmax", step -> softmax(step, true));
    }

    private static Operand softmax(SameDiffStep step, boolean log) {
        return Reductions.softmax(step, step.inner(step.integer(0, -1), step.operand(0)), false, log);
    }

    /**
     * {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + (0.044715 x)^3)))}: ND4J cubes the constant too, and the model was
     * trained with that.
     */
    private static Value preciseGelu(SameDiffStep step, Value x) {
        double c = Math.sqrt(2 / Math.PI);
        Value square = step.net().multiply(step.name(), x, x);
        Value slope = step.affine(square, c * Math.pow(0.044715, 3), c);
        Value tanh = step.net().tanh(step.name(), step.net().multiply(step.name(), x, slope));
        return step.net().multiply(step.name(), x, step.affine(tanh, 0.5, 0.5));
    }

    private void arithmetic() {
        put("neg", Unary.NEGATIVE);
        scalar("add_scalar", Arithmetic::sum);
        scalar("sub_scalar", Arithmetic::difference);
        scalar("rsub_scalar", (step, x, number) -> Arithmetic.difference(step, number, x));
        scalar("mul_scalar", Arithmetic::product);
        scalar("div_scalar", Arithmetic::quotient);
        scalar("rdiv_scalar", (step, x, number) -> Arithmetic.quotient(step, number, x));
        scalar("max_scalar", Arithmetic::largest);
        scalar("min_scalar", Arithmetic::smallest);
        scalar("scalar_min", Arithmetic::smallest);
        for (String sum : List.of("add", "mergeadd", "mergesum", "accumulate_n")) {
            put(sum, step -> Arithmetic.folded(step, step.operands(), Arithmetic::sum));
        }
        put("mergeavg", step -> {
            Operand sum = Arithmetic.folded(step, step.operands(), Arithmetic::sum);
            return Arithmetic.product(step, sum, Constant.ofScalar((float) (1.0 / step.inputs())));
        });
        put("subtract", Arithmetic::difference);
        put("reversesubtract", (step, a, b) -> Arithmetic.difference(step, b, a));
        put("multiply", Arithmetic::product);
        put("divide", Arithmetic::quotient);
        put("realdiv", Arithmetic::quotient);
        put("maximum", Operators::maximum);
        put("minimum", Arithmetic::smallest);
        put("cube", step -> Arithmetic.power(step, step.operand(0), 3));
        put("pow", Operators::power);
        put("Pow", Operators::power);
        put("sqrt", step -> Arithmetic.root(step, step.operand(0)));
        put(
                "rsqrt",
                step -> step.operand(0) instanceof Constant
                        ? Unary.INVERSE_ROOT.of(step)
                        : Arithmetic.power(step, step.operand(0), -0.5));
        put("Reciprocal", Arithmetic::reciprocal);
        put("biasadd", step -> {
            boolean channelsFirst = step.flag(0, false) && step.operand(0).rank() > 2;
            return Arithmetic.sum(step, step.operand(0), step.perChannel(1, channelsFirst));
        });
        put("xw_plus_b", step -> Arithmetic.sum(step, product(step), step.constant(2)));
        put("matmul", Operators::product);
        put("mmul", Operators::product);
    }

    private static Operand power(SameDiffStep step) {
        boolean vector = step.operator().numbers().length == 0 && step.has(1);
        return vector
                ? Arithmetic.power(step, step.operand(0), step.constant(1))
                : Arithmetic.power(step, step.operand(0), step.number(0, step.scalar()));
    }

    /** The larger of two; a leaky ReLU where one is a part of the other, as many write it. */
    private static Operand maximum(SameDiffStep step) {
        if (step.operand(0) instanceof Tensor a && step.operand(1) instanceof Tensor b) {
            for (Tensor[] pair : new Tensor[][] {{a, b}, {b, a}}) {
                OptionalDouble slope = step.factor(pair[1].value(), pair[0].value());
                if (slope.isPresent() && slope.getAsDouble() >= 0 && slope.getAsDouble() < 1) {
                    return pair[0].with(step.net().leakyRelu(step.name(), pair[0].value(), slope.getAsDouble()));
                }
            }
        }
        return Arithmetic.largest(step, step.operand(1), step.operand(0));
    }

    /** A product with a matrix, as it is. */
    private static Tensor product(SameDiffStep step) {
        boolean plain = Arrays.stream(step.operator().integers()).allMatch(i -> i == 0);
        if (!plain || step.number(0, 1) != 1 || step.number(1, 0) != 0) {
            throw step.refused("a product with other than a plain matrix");
        }
        return Reductions.product(step, step.tensor(0), step.constant(1));
    }

    private void constants() {
        put("exp", Unary.EXPONENTIAL);
        put("log", Unary.LOGARITHM);
        put("floor", Unary.FLOOR);
        put("ceil", Unary.CEILING);
        put("floordiv", Binary.FLOOR_QUOTIENT);
        put("floormod", Binary.FLOOR_REMAINDER);
        for (String zeros : List.of("zeroslike", "zeros_as")) {
            put(zeros, step -> step.constant(0).map(x -> 0));
        }
        for (String ones : List.of("oneslike", "ones_as")) {
            put(ones, step -> step.constant(0).map(x -> 1));
        }
        put("range", step -> {
            boolean inputs = step.has(2);
            double from = inputs ? step.constant(0).at(0) : step.number(0, 0);
            double to = inputs ? step.constant(1).at(0) : step.number(1, 0);
            double by = inputs ? step.constant(2).at(0) : step.number(2, 1);
            return Constant.range(from, to, by, from == Math.rint(from) && by == Math.rint(by));
        });
        put("fill", step -> {
            int[] shape = step.ints(0);
            Constant.requireMade(shape, 1);
            double number = step.has(1) ? step.constant(1).at(0) : step.number(0, 0);
            return Constant.ofScalar((float) number).broadcast(shape);
        });
        put("stack", step -> {
            List<Constant> parts =
                    IntStream.range(0, step.inputs()).mapToObj(step::constant).toList();
            return Shapes.stacked(step, parts, step.integer(0, 0));
        });
    }

    private void shapes() {
        for (String same : List.of("identity", "dropout", "dropout_inverted", "alpha_dropout")) {
            put(same, step -> step.operand(0));
        }
        put("cast", step -> {
            boolean real = REAL.contains(step.integer(0, step.operand(0) instanceof Constant ? 5 : 0));
            if (step.operand(0) instanceof Constant x) {
                return real ? x.real() : x.whole();
            }
            if (!real) {
                throw step.refused("it makes integers of the image, which have no gradient");
            }
            // The core computes in floats whatever the graph says.
            return step.operand(0);
        });
        put("shape_of", step -> Constant.ofLongs(new int[] {step.operand(0).rank()}, sizes(step.array(0))));
        put("size_at", step -> {
            Array x = step.array(0);
            return Constant.ofScalar(sizes(x)[step.axis(step.integer(0, 0), x.rank())]);
        });
        put("rank", step -> Constant.ofScalar((long) step.operand(0).rank()));
        put("reshape", Operators::reshape);
        put("expand_dims", step -> {
            int axis = step.has(1) ? step.ints(1)[0] : step.integer(0, 0);
            return Shapes.unsqueezed(step, step.array(0), new int[] {axis});
        });
        put("squeeze", step -> Shapes.squeezed(step, step.array(0), step.axes(step.integersFrom(0))));
        for (String order : List.of("permute", "transpose")) {
            put(order, step -> {
                int[] axes = step.integersFrom(0);
                int[] given = axes.length == 0 && step.has(1) ? step.ints(1) : axes;
                Array x = step.array(0);
                return Shapes.transposed(step, x, step.axes(given, x.rank()));
            });
        }
    }

    /** Sizes by axis; of what depends on the image, the number of images is free. */
    private static long[] sizes(Array x) {
        long[] sizes = Arrays.stream(x.shape()).asLongStream().toArray();
        if (!(x instanceof Constant)) {
            sizes[0] = Constant.FREE;
        }
        return sizes;
    }

    private static Operand reshape(SameDiffStep step) {
        int[] all = step.integersFrom(0);
        // A negative letter before the shape says in which order numbers are counted.
        boolean letter = all.length > 0 && all[0] < -1;
        if (letter && all[0] != -'c') {
            throw step.refused("numbers that are counted in Fortran's order");
        }
        int[] shape = step.has(1) ? step.ints(1) : step.integersFrom(letter ? 1 : 0);
        boolean severalOpen = Arrays.stream(shape).filter(size -> size == -1).count() > 1;
        if (severalOpen && shape[0] == -1) {
            // The first is the number of images, and another one is what is left.
            shape[0] = step.array(0).shape()[0];
        }
        return Shapes.reshaped(step.array(0), shape, false);
    }

    private void parts() {
        put("concat", step -> {
            boolean axisIsInput = step.flag(0, false);
            int count = step.inputs() - (axisIsInput ? 1 : 0);
            int axis = axisIsInput ? step.ints(count)[0] : step.integer(0, 0);
            List<Operand> operands = step.operands().subList(0, count);
            return Parts.joined(step, operands, step.inner(axis, operands.get(0)));
        });
        all.put("split", step -> {
            // The axis comes after the number of parts; after an import it can be the first input.
            boolean axisFirst = step.has(1) && step.operand(0) instanceof Constant;
            Array x = step.array(axisFirst ? 1 : 0);
            int axis = step.inner(axisFirst ? step.ints(0)[0] : step.integer(1, 0), x);
            int parts = step.operator().outputs().size();
            int[] sizes = new int[parts];
            Arrays.fill(sizes, x.shape()[axis] % parts == 0 ? x.shape()[axis] / parts : 0);
            return Parts.split(step, x, axis, sizes);
        });
        all.put("split_v", step -> {
            // It has the axis first, or as its third input.
            int axis = step.inner(step.has(2) ? step.ints(2)[0] : step.integer(0, 0), step.operand(0));
            return Parts.split(step, step.array(0), axis, step.ints(1));
        });
        put("slice", Operators::slice);
        put("strided_slice", Operators::stridedSlice);
        put("gather", step -> {
            // The axis, then the indices where they are no input.
            Array x = step.array(0);
            Constant indices = step.has(1) ? step.constant(1) : Constant.ofInts(step.integer(1, 0));
            return Parts.gathered(step, x, step.inner(step.integer(0, 0), x), indices);
        });
        put("pad", Operators::pad);
        put("resize_nearest_neighbor", step -> resize(step, false));
        put("resize_bilinear", step -> resize(step, true));
        put("depth_to_space", step -> Parts.depthToSpace(step, step.layout(1), step.count(0, 1), false));
        put("space_to_depth", step -> Parts.spaceToDepth(step, step.layout(1), step.count(0, 1)));
    }

    private static Operand slice(SameDiffStep step) {
        Array x = step.array(0);
        int rank = x.rank();
        int[] begin = step.has(1) ? step.ints(1) : Arrays.copyOf(step.integersFrom(0), rank);
        int[] size = step.has(2) ? step.ints(2) : Arrays.copyOf(step.integersFrom(rank), rank);
        if (begin.length != rank || size.length != rank) {
            throw step.refused("a slice of axes that are not there");
        }
        for (int d = 0; d < rank; d++) {
            if (d == 0 && x instanceof Tensor) {
                requireAllImages(step, begin[0] == 0);
                continue;
            }
            int own = x.shape()[d];
            x = Parts.taken(step, x, d, Parts.span(begin[d], size[d] < 0 ? own : (long) begin[d] + size[d], own));
        }
        return x;
    }

    private static void requireAllImages(SameDiffStep step, boolean all) {
        if (!all) {
            throw step.refused("a slice that takes the batch apart");
        }
    }

    private static Operand stridedSlice(SameDiffStep step) {
        Array x = step.array(0);
        int[] masks = Arrays.copyOf(step.integersFrom(0), MASKS);
        int[] rest = step.integersFrom(MASKS);
        int n = rest.length / 3;
        int[] begin = step.has(1) ? step.ints(1) : Arrays.copyOf(rest, n);
        int[] end = step.has(2) ? step.ints(2) : Arrays.copyOfRange(rest, n, 2 * n);
        int[] ones = new int[begin.length];
        Arrays.fill(ones, 1);
        int[] stride = step.has(1) ? step.has(3) ? step.ints(3) : ones : Arrays.copyOfRange(rest, 2 * n, 3 * n);
        if (masks[1] != 0
                || masks[3] != 0
                || begin.length > x.rank()
                || end.length != begin.length
                || stride.length != begin.length) {
            throw step.refused("a slice with an ellipsis or a new axis");
        }
        List<Integer> dropped = new ArrayList<>();
        for (int d = 0; d < begin.length; d++) {
            boolean drops = (masks[4] >> d & 1) == 1;
            boolean forward = stride[d] > 0;
            if (stride[d] == 0) {
                throw step.refused("a step of 0");
            }
            int from = (masks[0] >> d & 1) == 1 ? (forward ? 0 : Integer.MAX_VALUE) : begin[d];
            int to = (masks[2] >> d & 1) == 1 ? (forward ? Integer.MAX_VALUE : Integer.MIN_VALUE) : end[d];
            if (d == 0 && x instanceof Tensor) {
                // The end may name the number of images itself, which is free and read as -1.
                requireAllImages(step, from == 0 && (to == -1 || to == Integer.MAX_VALUE) && stride[d] == 1 && !drops);
                continue;
            }
            x = Parts.taken(step, x, d, drops ? new int[] {from} : Parts.slice(from, to, stride[d], x.shape()[d]));
            if (drops) {
                dropped.add(d);
            }
        }
        return dropped.isEmpty()
                ? x
                : Shapes.squeezed(
                        step, x, dropped.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Operand pad(SameDiffStep step) {
        Tensor x = step.tensor(0);
        int[] by = step.ints(1);
        int mode = step.integer(0, PAD_CONSTANT);
        double outside = step.has(2) ? step.constant(2).at(0) : step.number(0, 0);
        if (by.length != 2 * x.rank()) {
            throw step.refused("padding for other than " + x.rank() + " axes");
        }
        if (mode != PAD_CONSTANT && mode != PAD_REFLECT) {
            throw step.refused("padding other than with constants or by reflection of pixels");
        }
        List<Parts.Padding> paddings = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            paddings.add(new Parts.Padding(d, step.requireCount(by[2 * d], 0), step.requireCount(by[2 * d + 1], 0)));
        }
        Op.Border border = mode == PAD_REFLECT ? Op.Border.REFLECT : Op.Border.ZERO;
        return Parts.padded(step, x, paddings, border, outside);
    }

    private static Operand resize(SameDiffStep step, boolean linear) {
        Value x = step.imageOf(2, ModelLayout.NHWC);
        int[] size = step.inputOrIntegers(1);
        if (size.length < 2) {
            throw step.refused("a size that is not said");
        }
        boolean corners = step.flag(0, false);
        boolean centres = step.flag(1, false);
        if (corners && centres) {
            throw step.refused("both aligned corners and half pixel centres");
        }
        Resampling.Line[] lines = {
            Resampling.Line.kept(1),
            Resampling.Line.to(x.height(), step.requireCount(size[0], 1)),
            Resampling.Line.to(x.width(), step.requireCount(size[1], 1)),
            Resampling.Line.kept(x.channels())
        };
        // In the middle of two pixels SameDiff takes the later.
        String rounding = corners || centres ? "round_prefer_ceil" : "floor";
        return new Resampling(linear, corners ? "align_corners" : centres ? "half_pixel" : "asymmetric", rounding)
                .of(step, Tensor.image(x, 1, ModelLayout.NHWC), lines);
    }

    private void windows() {
        Windows slices = new Windows(2);
        put("conv2d", slices::conv);
        put("depthwise_conv2d", slices::depthwise);
        put("sconv2d", slices::separable);
        put("deconv2d", slices::transposed);
        put("maxpool2d", slices::maxPool);
        put("avgpool2d", slices::averagePool);
        put("upsampling2d", slices::upsampled);
        Windows volumes = new Windows(3);
        put("conv3dnew", volumes::conv);
        put("deconv3d", volumes::transposed);
        put("maxpool3dnew", volumes::maxPool);
        put("avgpool3dnew", volumes::averagePool);
        put("upsampling3d", volumes::upsampled);
    }

    private void norms() {
        put("batchnorm", step -> {
            Tensor x = step.tensor(0);
            float[] ones = new float[x.value().channels()];
            Arrays.fill(ones, 1);
            boolean scales = step.integer(0, 0) == 1;
            boolean shifts = step.integer(1, 0) == 1;
            int[] axes = step.integersFrom(2);
            if (axes.length > 1) {
                throw step.refused("a batch normalisation along axes " + Arrays.toString(axes));
            }
            List<float[]> moments = List.of(
                    scales ? step.constant(3).floats() : ones,
                    shifts ? step.constant(scales ? 4 : 3).floats() : new float[ones.length],
                    step.constant(1).floats(),
                    step.constant(2).floats());
            int axis = step.inner(axes.length == 0 ? -1 : axes[0], x);
            return Normalisation.batch(step, x, axis, moments, step.number(0, 0));
        });
        put("layer_norm", step -> {
            boolean channelsFirst = step.flag(0, false) && step.operand(0).rank() > 2;
            Constant gain = step.perChannel(1, channelsFirst);
            Optional<Constant> shift = step.has(2) ? Optional.of(step.perChannel(2, channelsFirst)) : Optional.empty();
            Tensor normal = normalised(step, step.axes(step.integersFrom(0)));
            return Arithmetic.affine(step, normal, Optional.of(gain), shift);
        });
        put("standardize", step -> normalised(step, step.axes(step.integersFrom(0))));
        put("reduce_mean", step -> Reductions.mean(step, reduced(step), step.flag(0, false)));
        put("reduce_max", step -> Reductions.largest(step, step.tensor(0), reduced(step), step.flag(0, false)));
        put("reduce_sum", step -> {
            Tensor x = step.tensor(0);
            Set<Integer> axes = reduced(step);
            boolean channels = axes.size() == 1 && axes.stream().allMatch(axis -> x.is(axis, Axis.C));
            boolean keeps = step.flag(0, false);
            return channels ? Reductions.sumOfChannels(step, x, axes, keeps) : Reductions.sum(step, x, axes, keeps);
        });
    }

    private static Tensor normalised(SameDiffStep step, int[] axes) {
        return Normalisation.normalised(step, step.tensor(0), set(axes), SMALLEST_VARIANCE);
    }

    private static Set<Integer> set(int[] axes) {
        return Arrays.stream(axes).boxed().collect(Collectors.toSet());
    }

    private static Set<Integer> reduced(SameDiffStep step) {
        int[] dimensions = step.operator().dimensions();
        int[] axes = step.axes(dimensions.length > 0 ? dimensions : step.integersFrom(0));
        if (axes.length == 0) {
            throw step.refused("a reduction along all axes, the batch among them");
        }
        return set(axes);
    }
}
