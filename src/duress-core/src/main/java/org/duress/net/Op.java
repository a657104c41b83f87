package org.duress.net;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a node of a {@link Graph} computes, with every rule of it but the arithmetic, which is an engine's. Tensors are
 * {@code float32 [batch, height, width, channels]}.
 *
 * <p>To add an op: a record here, whose {@link JsonTypeName} is its name in archives, and a line in {@link Layers}; no
 * engine compiles before it has a layer for it. A rule that the record does not give is that of {@link Tanh}: one
 * input, as many channels and pixels, nothing of its own. {@code OpGradientTest} checks every op's forward and pullback
 * against finite differences, and fails where an op is missing.
 *
 * <p>A rule that an op breaks is an {@code IllegalArgumentException} whose message goes on after "node 'name'".
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
public sealed interface Op {
    /** What an engine has for each op: what it forgot does not compile. */
    interface Layers<L> {
        L of(Conv2d op);

        L of(DepthwiseConv2d op);

        L of(TransposedConv2d op);

        L of(BatchNorm op);

        L of(GroupNorm op);

        L of(LayerNorm op);

        L of(LeakyRelu op);

        L of(Elu op);

        L of(Clip op);

        L of(Softplus op);

        L of(Erf op);

        L of(Tanh op);

        L of(Sigmoid op);

        L of(Softmax op);

        L of(MaxPool op);

        L of(AveragePool op);

        L of(Upsample op);

        L of(Resize op);

        L of(Pad op);

        L of(Crop op);

        L of(DepthToSpace op);

        L of(SliceChannels op);

        L of(Concat op);

        L of(Add op);

        L of(Multiply op);

        L of(SpatialMean op);
    }

    /** The one of an engine's layers that is for this op. */
    <L> L layer(Layers<L> layers);

    /**
     * Channels of the output.
     *
     * @param inputs channels of each input, at least one
     * @throws IllegalArgumentException if the op cannot take them, whatever their size
     * @throws ArithmeticException if they are more than can be counted
     */
    default int channels(List<Integer> inputs) {
        return only(inputs);
    }

    /**
     * Height and width of the output, not positive where nothing is left.
     *
     * @throws IllegalArgumentException if the op cannot take such inputs
     * @throws ArithmeticException if they are more than can be counted
     */
    default Extent size(List<Graph.Shape> inputs) {
        Graph.Shape first = inputs.get(0);
        for (Graph.Shape other : inputs) {
            require(
                    (other.height() == first.height() && other.width() == first.width()) || spreads(other),
                    "gets inputs of " + first.height() + " x " + first.width() + " and " + other.height() + " x "
                            + other.width() + " pixels");
        }
        return size(first.height(), first.width());
    }

    /** As {@link #size(List)}, of inputs that fit each other. */
    default Extent size(int height, int width) {
        return new Extent(height, width);
    }

    /** Whether an input of this shape goes with all pixels of another. */
    default boolean spreads(Graph.Shape input) {
        return false;
    }

    /**
     * Values of its own, in the order in which archives hold them.
     *
     * @param inputs channels of each input
     */
    default List<Parameter> parameters(List<Integer> inputs) {
        return List.of();
    }

    /** Whether gradients can be pulled back to what is trained; where not, it runs frozen only. */
    default boolean trainable() {
        return true;
    }

    /** Whether it may compute in its input's array, if nobody else reads that: its pullback needs its output alone. */
    default boolean inPlace() {
        return false;
    }

    /** Whether its output may be overwritten by an op that computes in place: its own pullback does not need it. */
    default boolean overwritable() {
        return false;
    }

    /**
     * What it is in inference, if that is a scale and a shift of each channel, which a convolution before it can take
     * over.
     *
     * @param values its parameters by role
     */
    default Optional<Affine> affine(Function<String, float[]> values) {
        return Optional.empty();
    }

    /**
     * Products, or comparisons, that one number of its output takes.
     *
     * @param inputs channels of all inputs together
     */
    default double products(int inputs) {
        return 1;
    }

    /**
     * Weights with zeros where a kernel ends within a stride, as one plain convolution for all pixels of a stride has
     * them.
     *
     * @param inputs channels of the first input
     */
    default double spreadWeights(int inputs) {
        return 0;
    }

    /** The records that are ops. */
    static List<Class<?>> kinds() {
        return kinds(Op.class).toList();
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(Op::kinds);
    }

    /**
     * Values that an op has of its own.
     *
     * @param role its name within the node, for example {@code bias}
     * @param trained whether it is a weight, or a statistic that passes with batch statistics move
     * @param start each value at first, unless they are drawn
     * @param deviation standard deviation of what is drawn at first, normally around 0; 0 if nothing is
     * @param shape row-major
     */
    record Parameter(String role, boolean trained, float start, double deviation, long... shape) {
        static Parameter weight(String role, float start, long... shape) {
            return new Parameter(role, true, start, 0, shape);
        }

        static Parameter statistic(String role, float start, long... shape) {
            return new Parameter(role, false, start, 0, shape);
        }
    }

    /** {@code shift + scale * (x - centre)} for each channel. */
    record Affine(double[] scale, float[] centre, float[] shift) {
        float apply(int channel, float x) {
            return (float) (shift[channel] + scale[channel] * (x - centre[channel]));
        }
    }

    /** A kernel {@code weight0} for its input ({@code weight1}, ... for further ones), and maybe a {@code bias}. */
    sealed interface Convolution extends Op {
        String BIAS = "bias";

        /** Role of the kernel for an input. */
        static String weight(int input) {
            return "weight" + input;
        }

        Window window();

        /** Whether a bias is added. */
        boolean bias();

        /** The same with a bias. */
        Convolution withBias();

        /** Shape of the kernel for one input. */
        long[] kernel(int in, int out);

        /** Channels of an input that one output channel reads. */
        default int fan(int in) {
            return in;
        }

        /** How many values of a kernel in a row belong to one output channel. */
        default int run(int in) {
            return 1;
        }

        /** Kernels are drawn with He's normal scale for the fan-in. */
        @Override
        default List<Parameter> parameters(List<Integer> inputs) {
            int out = channels(inputs);
            double fanIn = inputs.stream()
                    .mapToDouble(in -> taps(window().kernel()) * fan(in))
                    .sum();
            double deviation = Math.sqrt(2.0 / Math.max(1, fanIn));
            List<Parameter> parameters = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                parameters.add(new Parameter(weight(i), true, 0, deviation, kernel(inputs.get(i), out)));
            }
            if (bias()) {
                parameters.add(Parameter.weight(BIAS, 0, out));
            }
            return parameters;
        }

        @Override
        default boolean trainable() {
            return false;
        }

        @Override
        default Extent size(int height, int width) {
            return window().output(height, width);
        }
    }

    /**
     * Convolution. With several inputs it acts on their concatenation, but is computed as a sum of convolutions, which
     * needs no copy. Weights {@code [kernel y, kernel x, in, channels]} for each input, bias {@code [channels]}. With
     * dilation it runs frozen only.
     *
     * @param channels output channels, at least 1
     * @param bias whether a bias is added
     */
    @JsonTypeName("conv2d")
    record Conv2d(int channels, Window window, boolean bias) implements Convolution {
        public Conv2d {
            Objects.requireNonNull(window, "window");
        }

        /** A square kernel with "same" padding. */
        public static Conv2d same(int channels, int kernel, int stride, boolean bias) {
            return new Conv2d(channels, Window.same(kernel, stride), bias);
        }

        @Override
        public int channels(List<Integer> inputs) {
            require(channels >= 1, "needs at least one channel");
            return channels;
        }

        @Override
        public long[] kernel(int in, int out) {
            return new long[] {window.kernel().y(), window.kernel().x(), in, out};
        }

        /** What of a kernel for {@code in} input channels reads {@code count} of them. */
        float[] part(float[] kernel, int in, int from, int count) {
            float[] part = new float[kernel.length / in * count];
            for (int k = 0; k < kernel.length / (in * channels); k++) {
                System.arraycopy(kernel, (k * in + from) * channels, part, k * count * channels, count * channels);
            }
            return part;
        }

        @Override
        public Conv2d withBias() {
            return new Conv2d(channels, window, true);
        }

        @Override
        public boolean trainable() {
            return !window.isDilated();
        }

        @Override
        public boolean overwritable() {
            return true;
        }

        @Override
        public double products(int inputs) {
            return taps(window.kernel()) * inputs;
        }

        @Override
        public double spreadWeights(int inputs) {
            return taps(window.spread()) * inputs * channels;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Convolution of each channel by itself, frozen. Weights {@code [kernel y, kernel x, in, multiplier]}, bias
     * {@code [in * multiplier]}; output channel {@code c * multiplier + m} comes from input channel c.
     *
     * @param multiplier output channels for each input channel, at least 1
     */
    @JsonTypeName("depthwiseConv2d")
    record DepthwiseConv2d(int multiplier, Window window, boolean bias) implements Convolution {
        public DepthwiseConv2d {
            Objects.requireNonNull(window, "window");
        }

        @Override
        public int channels(List<Integer> inputs) {
            int in = only(inputs);
            require(multiplier >= 1, "needs a multiplier of at least 1");
            require(multiplier == 1 || !window.isDilated(), "cannot be dilated with several outputs a channel");
            return Math.multiplyExact(in, multiplier);
        }

        @Override
        public long[] kernel(int in, int out) {
            return new long[] {window.kernel().y(), window.kernel().x(), in, multiplier};
        }

        @Override
        public int fan(int in) {
            return 1;
        }

        @Override
        public DepthwiseConv2d withBias() {
            return new DepthwiseConv2d(multiplier, window, true);
        }

        @Override
        public double products(int inputs) {
            return taps(window.kernel());
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * The pullback of a {@link Conv2d} as an op of its own, frozen: output size
     * {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + outputPadding}. Weights
     * {@code [kernel y, kernel x, channels, in]}, bias {@code [channels]}.
     *
     * @param window with explicit padding
     * @param outputPadding rows and columns more at the end, less than the stride
     */
    @JsonTypeName("transposedConv2d")
    record TransposedConv2d(int channels, Window window, Extent outputPadding, boolean bias) implements Convolution {
        public TransposedConv2d {
            Objects.requireNonNull(window, "window");
            Objects.requireNonNull(outputPadding, "outputPadding");
        }

        @Override
        public int channels(List<Integer> inputs) {
            only(inputs);
            require(channels >= 1, "needs at least one channel");
            require(!window.isSame(), "needs explicit padding");
            require(
                    outputPadding.atLeast(0)
                            && outputPadding.y() < window.stride().y()
                            && outputPadding.x() < window.stride().x(),
                    "needs output padding below its stride");
            return channels;
        }

        @Override
        public Extent size(int height, int width) {
            Extent padding = window.before(0, 0);
            Extent kernel = window.kernel();
            Extent stride = window.stride();
            Extent dilation = window.dilation();
            return new Extent(
                    size(height, kernel.y(), stride.y(), dilation.y(), outputPadding.y() - 2L * padding.y()),
                    size(width, kernel.x(), stride.x(), dilation.x(), outputPadding.x() - 2L * padding.x()));
        }

        private static int size(int size, int kernel, int stride, int dilation, long more) {
            return Math.toIntExact((size - 1L) * stride + (long) dilation * (kernel - 1) + 1 + more);
        }

        @Override
        public long[] kernel(int in, int out) {
            return new long[] {window.kernel().y(), window.kernel().x(), out, in};
        }

        @Override
        public int run(int in) {
            return in;
        }

        @Override
        public TransposedConv2d withBias() {
            return new TransposedConv2d(channels, window, outputPadding, true);
        }

        @Override
        public double products(int inputs) {
            return taps(window.kernel()) / taps(window.stride()) * inputs + 1;
        }

        @Override
        public double spreadWeights(int inputs) {
            return taps(window.spread()) * inputs * channels;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Normalisation per channel, scale and shift; with batch or population statistics, as the pass says. With mean 0,
     * variance 1 and epsilon 0 as population statistics it is a scale and a shift.
     */
    @JsonTypeName("batchNorm")
    record BatchNorm(double epsilon) implements Op {
        public static final String GAMMA = "gamma";
        public static final String BETA = "beta";
        public static final String MEAN = "mean";
        public static final String VARIANCE = "variance";

        @Override
        public List<Parameter> parameters(List<Integer> inputs) {
            int channels = inputs.get(0);
            return List.of(
                    Parameter.weight(GAMMA, 1, channels),
                    Parameter.weight(BETA, 0, channels),
                    Parameter.statistic(MEAN, 0, channels),
                    Parameter.statistic(VARIANCE, 1, channels));
        }

        @Override
        public boolean overwritable() {
            return true;
        }

        @Override
        public Optional<Affine> affine(Function<String, float[]> values) {
            float[] gamma = values.apply(GAMMA);
            float[] variance = values.apply(VARIANCE);
            double[] scale = new double[gamma.length];
            for (int c = 0; c < scale.length; c++) {
                scale[c] = gamma[c] / Math.sqrt(variance[c] + epsilon);
            }
            return Optional.of(new Affine(scale, values.apply(MEAN), values.apply(BETA)));
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Zero mean and unit variance in each image over height, width and the channels of a group; no scale, no shift. As
     * many groups as channels make it instance normalisation.
     *
     * @param groups divides the channels
     */
    @JsonTypeName("groupNorm")
    record GroupNorm(int groups, double epsilon) implements Op {
        @Override
        public int channels(List<Integer> inputs) {
            int in = only(inputs);
            require(groups >= 1 && in % groups == 0, "needs groups that divide " + in);
            return in;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Zero mean and unit variance of each pixel over its channels; no scale, no shift. */
    @JsonTypeName("layerNorm")
    record LayerNorm(double epsilon) implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** {@code max(x, slope * x)}; slope in [0, 1), 0 is ReLU. */
    @JsonTypeName("leakyRelu")
    record LeakyRelu(double slope) implements Op {
        /** The output has the input's sign, so its derivative can be read off the output. */
        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** x above 0, {@code alpha * (exp(x) - 1)} below. */
    @JsonTypeName("elu")
    record Elu(double alpha) implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** {@code min(high, max(low, x))}; the bounds may be infinite. */
    @JsonTypeName("clip")
    record Clip(double low, double high) implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** {@code log(1 + exp(x))}. */
    @JsonTypeName("softplus")
    record Softplus() implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** The error function. */
    @JsonTypeName("erf")
    record Erf() implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    @JsonTypeName("tanh")
    record Tanh() implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    @JsonTypeName("sigmoid")
    record Sigmoid() implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Over channels. */
    @JsonTypeName("softmax")
    record Softmax() implements Op {
        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Largest value in a window; padding never wins. */
    @JsonTypeName("maxPool")
    record MaxPool(Window window) implements Op {
        public MaxPool {
            Objects.requireNonNull(window, "window");
        }

        @Override
        public Extent size(int height, int width) {
            return window.output(height, width);
        }

        @Override
        public double products(int inputs) {
            return taps(window.kernel());
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Mean of a window.
     *
     * @param countPadding whether padding counts as zeros, or only what lies in the image is averaged
     */
    @JsonTypeName("averagePool")
    record AveragePool(Window window, boolean countPadding) implements Op {
        public AveragePool {
            Objects.requireNonNull(window, "window");
        }

        @Override
        public Extent size(int height, int width) {
            return window.output(height, width);
        }

        @Override
        public double products(int inputs) {
            return taps(window.kernel());
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Nearest-neighbour upsampling by a whole factor. */
    @JsonTypeName("upsample")
    record Upsample(int factor) implements Op {
        @Override
        public Extent size(int height, int width) {
            return new Extent(Math.multiplyExact(height, factor), Math.multiplyExact(width, factor));
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Resampling to a size in pixels. */
    @JsonTypeName("resize")
    record Resize(int height, int width, Interpolation interpolation, Coordinates coordinates) implements Op {
        public Resize {
            Objects.requireNonNull(interpolation, "interpolation");
            Objects.requireNonNull(coordinates, "coordinates");
        }

        @Override
        public Extent size(int inHeight, int inWidth) {
            return new Extent(height, width);
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** How {@link Resize} reads between pixels. */
    enum Interpolation {
        LINEAR,
        /** The pixel at or before the position. */
        NEAREST_FLOOR,
        /** The nearest pixel, the earlier one of two. */
        NEAREST_ROUND,
        /** The pixel at or after the position. */
        NEAREST_CEIL
    }

    /** Which position of the input belongs to output pixel i; scale is output size / input size. */
    enum Coordinates {
        /** {@code (i + 0.5) / scale - 0.5}: pixels are areas. */
        HALF_PIXEL,
        /** {@code i * (in - 1) / (out - 1)}: the outermost pixels' centres stay. */
        ALIGN_CORNERS,
        /** {@code i / scale}. */
        ASYMMETRIC
    }

    /** More rows and columns around the image, each count at least 0. */
    @JsonTypeName("pad")
    record Pad(int top, int bottom, int left, int right, Border border) implements Op {
        public Pad {
            Objects.requireNonNull(border, "border");
        }

        @Override
        public Extent size(int height, int width) {
            boolean mirrored = Math.max(top, bottom) < height && Math.max(left, right) < width;
            require(
                    mirrored || border != Border.REFLECT,
                    "cannot mirror more than " + height + " x " + width + " pixels hold");
            require(countable(top, bottom, left, right), "pads by less than 0 or too much");
            return new Extent(
                    Math.toIntExact((long) height + top + bottom), Math.toIntExact((long) width + left + right));
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** What {@link Pad} puts outside the image. */
    enum Border {
        ZERO,
        /** The outermost pixel again. */
        EDGE,
        /** The image mirrored at its outermost pixels. */
        REFLECT
    }

    /** Fewer rows and columns, each count at least 0. */
    @JsonTypeName("crop")
    record Crop(int top, int bottom, int left, int right) implements Op {
        @Override
        public Extent size(int height, int width) {
            require(countable(top, bottom, left, right), "crops less than 0 or too much");
            return new Extent(height - top - bottom, width - left - right);
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Channel {@code (dy * block.x + dx) * out + c} becomes channel c of pixel {@code (y * block.y + dy, x * block.x +
     * dx)}.
     */
    @JsonTypeName("depthToSpace")
    record DepthToSpace(Extent block) implements Op {
        public DepthToSpace {
            Objects.requireNonNull(block, "block");
        }

        @Override
        public int channels(List<Integer> inputs) {
            int in = only(inputs);
            int pixels = Math.multiplyExact(block.y(), block.x());
            require(block.atLeast(1) && in % pixels == 0, "needs channels that " + pixels + " divides");
            return in / pixels;
        }

        @Override
        public Extent size(int height, int width) {
            return new Extent(Math.multiplyExact(height, block.y()), Math.multiplyExact(width, block.x()));
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Channels from (inclusive) to (exclusive). */
    @JsonTypeName("sliceChannels")
    record SliceChannels(int from, int to) implements Op {
        @Override
        public int channels(List<Integer> inputs) {
            int in = only(inputs);
            require(0 <= from && from < to && to <= in, "cannot take channels " + from + " to " + to + " of " + in);
            return to - from;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Concatenation of channels. */
    @JsonTypeName("concat")
    record Concat() implements Op {
        @Override
        public int channels(List<Integer> inputs) {
            return inputs.stream().mapToInt(Integer::intValue).reduce(0, Math::addExact);
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Sum of tensors of one shape. */
    @JsonTypeName("add")
    record Add() implements Op {
        @Override
        public int channels(List<Integer> inputs) {
            int first = inputs.get(0);
            require(
                    inputs.size() > 1 && inputs.stream().allMatch(channels -> channels == first),
                    "needs two or more inputs with equal channels, not " + inputs);
            return first;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Product of two tensors; the second may have one pixel, or one channel, which then goes with all. */
    @JsonTypeName("multiply")
    record Multiply() implements Op {
        @Override
        public int channels(List<Integer> inputs) {
            int first = inputs.get(0);
            require(
                    inputs.size() == 2 && (inputs.get(1) == first || inputs.get(1) == 1),
                    "needs two inputs, the second with as many channels or one, not " + inputs);
            return first;
        }

        @Override
        public boolean spreads(Graph.Shape input) {
            return input.height() == 1 && input.width() == 1;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Mean over height and width: {@code [batch, 1, 1, channels]}. */
    @JsonTypeName("spatialMean")
    record SpatialMean() implements Op {
        @Override
        public Extent size(int height, int width) {
            return Extent.ONE;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    private static int only(List<Integer> inputs) {
        require(inputs.size() == 1, "takes one input, not " + inputs.size());
        return inputs.get(0);
    }

    private static boolean countable(int... counts) {
        return Arrays.stream(counts).allMatch(count -> count >= 0 && count <= Graph.MOST_SIDE);
    }

    private static double taps(Extent extent) {
        return (double) extent.y() * extent.x();
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
