package org.duress.net;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.jspecify.annotations.Nullable;

/**
 * What a node of a {@link Graph} computes, with every rule of it but the arithmetic, which is an engine's. Tensors are
 * {@code float32 [batch, planes, height, width, channels]}; a slice has one plane.
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
        L of(Conv op);

        L of(DepthwiseConv op);

        L of(TransposedConv op);

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
     * Planes, rows and columns of the output, not positive where nothing is left.
     *
     * @throws IllegalArgumentException if the op cannot take such inputs
     * @throws ArithmeticException if they are more than can be counted
     */
    default Extent size(List<Graph.Shape> inputs) {
        Graph.Shape first = inputs.get(0);
        for (Graph.Shape other : inputs) {
            require(
                    other.size().equals(first.size()) || spreads(other),
                    "gets inputs of " + first.size() + " and " + other);
        }
        return size(first.size());
    }

    /** As {@link #size(List)}, of inputs that fit each other. */
    default Extent size(Extent input) {
        return input;
    }

    /**
     * What of its inputs a block of its output is made of, with population statistics.
     *
     * @param block of the output
     * @param size of its inputs; what lies beyond is zeros
     * @return empty where that can be any of their pixels, or nobody has asked yet
     */
    default Optional<Block> reads(Block block, Extent size) {
        return Optional.empty();
    }

    /** 3 if it makes planes of several, else 2 if it looks around within planes, 0 if it goes with both. */
    default int axes() {
        return 0;
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
        default long[] kernel(int in, int out) {
            Extent taps = window().kernel();
            long[] last = last(in, out);
            return window().crossesPlanes()
                    ? new long[] {taps.z(), taps.y(), taps.x(), last[0], last[1]}
                    : new long[] {taps.y(), taps.x(), last[0], last[1]};
        }

        /** The last two axes of the kernel for one input. */
        long[] last(int in, int out);

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
        default Extent size(Extent input) {
            return window().output(input);
        }

        @Override
        default int axes() {
            return Op.axes(window());
        }
    }

    /**
     * Convolution. With several inputs it acts on their concatenation, but is computed as a sum of convolutions, which
     * needs no copy. Weights {@code [kernel z, kernel y, kernel x, in, channels]} for each input, bias {@code
     * [channels]}.
     *
     * @param channels output channels, at least 1
     * @param bias whether a bias is added
     */
    @JsonTypeName("conv2d")
    record Conv(int channels, Window window, boolean bias) implements Convolution {
        public Conv {
            Objects.requireNonNull(window, "window");
        }

        /** A square kernel with "same" padding, which leaves planes alone. */
        public static Conv same(int channels, int kernel, int stride, boolean bias) {
            return same(2, channels, kernel, stride, bias);
        }

        /**
         * A square kernel or a cube with "same" padding.
         *
         * @param axes 2 to slide within planes, 3 across them too
         */
        public static Conv same(int axes, int channels, int kernel, int stride, boolean bias) {
            return new Conv(channels, Window.same(axes, kernel, stride), bias);
        }

        @Override
        public int channels(List<Integer> inputs) {
            require(channels >= 1, "needs at least one channel");
            return channels;
        }

        @Override
        public long[] last(int in, int out) {
            return new long[] {in, out};
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
        public Conv withBias() {
            return new Conv(channels, window, true);
        }

        @Override
        public Optional<Block> reads(Block block, Extent size) {
            return Optional.of(window.reads(block, size));
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
     * Convolution of each channel by itself within planes, frozen. Weights {@code [kernel y, kernel x, in,
     * multiplier]}, bias {@code [in * multiplier]}; output channel {@code c * multiplier + m} comes from input
     * channel c.
     *
     * @param multiplier output channels for each input channel, at least 1
     */
    @JsonTypeName("depthwiseConv2d")
    record DepthwiseConv(int multiplier, Window window, boolean bias) implements Convolution {
        public DepthwiseConv {
            Objects.requireNonNull(window, "window");
        }

        @Override
        public int channels(List<Integer> inputs) {
            int in = only(inputs);
            require(multiplier >= 1, "needs a multiplier of at least 1");
            require(!window.crossesPlanes(), "convolves channels by themselves, which here goes within planes only");
            require(multiplier == 1 || !window.isDilated(), "cannot be dilated with several outputs a channel");
            return Math.multiplyExact(in, multiplier);
        }

        @Override
        public long[] last(int in, int out) {
            return new long[] {in, multiplier};
        }

        @Override
        public int fan(int in) {
            return 1;
        }

        @Override
        public boolean trainable() {
            return false;
        }

        @Override
        public DepthwiseConv withBias() {
            return new DepthwiseConv(multiplier, window, true);
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
     * The pullback of a {@link Conv} as an op of its own: output size
     * {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + outputPadding}. Weights
     * {@code [kernel z, kernel y, kernel x, channels, in]}, bias {@code [channels]}.
     *
     * @param window with explicit padding
     * @param outputPadding planes, rows and columns more at the end, less than the stride
     */
    @JsonTypeName("transposedConv2d")
    record TransposedConv(int channels, Window window, Extent outputPadding, boolean bias) implements Convolution {
        public TransposedConv {
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
                            && outputPadding
                                    .with(window.stride(), (more, stride) -> stride - more)
                                    .atLeast(1),
                    "needs output padding below its stride");
            return channels;
        }

        @Override
        public Extent size(Extent input) {
            Extent reach = window.kernel().with(window.dilation(), (taps, distance) -> distance * (taps - 1) + 1);
            return input.with(window.stride(), (size, stride) -> Math.multiplyExact(size - 1, stride))
                    .with(window.before(Extent.ONE), (all, padding) -> Math.addExact(all, -2 * padding))
                    .with(reach, Math::addExact)
                    .with(outputPadding, Math::addExact);
        }

        @Override
        public long[] last(int in, int out) {
            return new long[] {out, in};
        }

        @Override
        public int run(int in) {
            return in;
        }

        @Override
        public TransposedConv withBias() {
            return new TransposedConv(channels, window, outputPadding, true);
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
        public Optional<Block> reads(Block block, Extent size) {
            return Optional.of(block);
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Zero mean and unit variance in each image over planes, height, width and the channels of a group; no scale, no
     * shift. As many groups as channels make it instance normalisation.
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
        @Override
        public Optional<Block> reads(Block block, Extent size) {
            return Optional.of(block);
        }

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
        public Extent size(Extent input) {
            return window.output(input);
        }

        @Override
        public int axes() {
            return Op.axes(window);
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
        public Extent size(Extent input) {
            return window.output(input);
        }

        @Override
        public int axes() {
            return Op.axes(window);
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
     * Nearest-neighbour upsampling by whole factors.
     *
     * @param planes factor across planes, at least 1; archives of networks for slices leave it out
     * @param factor along rows and columns
     */
    @JsonTypeName("upsample")
    record Upsample(
            @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Flat.class)
            int planes,

            int factor) implements Op {
        public Upsample {
            planes = Math.max(1, planes);
        }

        /** Within planes. */
        public Upsample(int factor) {
            this(1, factor);
        }

        /**
         * By the same factor along each axis.
         *
         * @param axes 2 for within planes, 3 for across them too
         */
        public static Upsample of(int axes, int factor) {
            return new Upsample(axes == 2 ? 1 : factor, factor);
        }

        @Override
        public Extent size(Extent input) {
            return input.with(factors(), Math::multiplyExact);
        }

        private Extent factors() {
            return new Extent(planes, factor, factor);
        }

        @Override
        public Optional<Block> reads(Block block, Extent size) {
            return Optional.of(new Block(
                    block.from().with(factors(), (pixel, own) -> pixel / own),
                    block.to().with(factors(), (pixel, own) -> (pixel + own - 1) / own)));
        }

        @Override
        public int axes() {
            return planes > 1 ? 3 : 2;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** What a network for slices has of what is counted along planes, and leaves out of its archive. */
    final class Flat {
        /** Whether it is left out. */
        @Override
        public boolean equals(@Nullable Object other) {
            return Integer.valueOf(1).equals(other);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Resampling to a size in planes, rows and columns; archives of networks for slices leave out their one plane. */
    @JsonTypeName("resize")
    record Resize(
            @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Flat.class)
            int planes,

            int height,
            int width,
            Interpolation interpolation,
            Coordinates coordinates)
            implements Op {
        public Resize {
            planes = Math.max(1, planes);
            Objects.requireNonNull(interpolation, "interpolation");
            Objects.requireNonNull(coordinates, "coordinates");
        }

        /** To a slice. */
        public Resize(int height, int width, Interpolation interpolation, Coordinates coordinates) {
            this(1, height, width, interpolation, coordinates);
        }

        @Override
        public Extent size(Extent input) {
            return new Extent(planes, height, width);
        }

        @Override
        public int axes() {
            return planes > 1 ? 3 : 2;
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

    /**
     * More planes, rows and columns around the image, each count at least 0; archives leave out 0 of planes.
     *
     * @param front planes before the first
     * @param back planes after the last
     */
    @JsonTypeName("pad")
    record Pad(
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int front,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int back,
            int top,
            int bottom,
            int left,
            int right,
            Border border)
            implements Op {
        public Pad {
            Objects.requireNonNull(border, "border");
        }

        /** Within planes. */
        public Pad(int top, int bottom, int left, int right, Border border) {
            this(0, 0, top, bottom, left, right, border);
        }

        /** Planes, rows and columns before the image. */
        public Extent before() {
            return new Extent(front, top, left);
        }

        /** Planes, rows and columns after the image. */
        public Extent after() {
            return new Extent(back, bottom, right);
        }

        @Override
        public Extent size(Extent input) {
            Extent most = before().with(after(), Math::max);
            require(
                    border != Border.REFLECT
                            || input.with(most, (size, more) -> size - more).atLeast(1),
                    "cannot mirror more than " + new Graph.Shape(input, 1) + " hold");
            require(countable(before(), after()), "pads by less than 0 or too much");
            return input.with(before(), Math::addExact).with(after(), Math::addExact);
        }

        @Override
        public int axes() {
            return front + back > 0 ? 3 : 2;
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

    /** Fewer planes, rows and columns, each count at least 0; archives leave out 0 of planes. */
    @JsonTypeName("crop")
    record Crop(
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int front,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int back,
            int top,
            int bottom,
            int left,
            int right)
            implements Op {
        /** Within planes. */
        public Crop(int top, int bottom, int left, int right) {
            this(0, 0, top, bottom, left, right);
        }

        /** Planes, rows and columns that go at the beginning. */
        public Extent before() {
            return new Extent(front, top, left);
        }

        @Override
        public Extent size(Extent input) {
            Extent after = new Extent(back, bottom, right);
            require(countable(before(), after), "crops less than 0 or too much");
            return input.with(before(), (size, less) -> size - less).with(after, (size, less) -> size - less);
        }

        @Override
        public int axes() {
            return front + back > 0 ? 3 : 2;
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /**
     * Channel {@code ((dz * block.y + dy) * block.x + dx) * out + c} becomes channel c of voxel {@code (z * block.z +
     * dz, y * block.y + dy, x * block.x + dx)}.
     */
    @JsonTypeName("depthToSpace")
    record DepthToSpace(
            @JsonSerialize(converter = ExtentInArchives.FromOne.class)
            Extent block) implements Op {
        public DepthToSpace {
            block = block.fromOne();
        }

        @Override
        public int channels(List<Integer> inputs) {
            int in = only(inputs);
            int pixels = block.product();
            require(block.atLeast(1) && in % pixels == 0, "needs channels that " + pixels + " divides");
            return in / pixels;
        }

        @Override
        public Extent size(Extent input) {
            return input.with(block, Math::multiplyExact);
        }

        @Override
        public int axes() {
            return block.z() > 1 ? 3 : 2;
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
        public boolean inPlace() {
            return true;
        }

        @Override
        public boolean overwritable() {
            return true;
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
            return input.size().equals(Extent.ONE);
        }

        @Override
        public <L> L layer(Layers<L> layers) {
            return layers.of(this);
        }
    }

    /** Mean over planes, height and width: {@code [batch, 1, 1, 1, channels]}. */
    @JsonTypeName("spatialMean")
    record SpatialMean() implements Op {
        @Override
        public Extent size(Extent input) {
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

    private static int axes(Window window) {
        return window.crossesPlanes() ? 3 : window.crossesPixels() ? 2 : 0;
    }

    private static boolean countable(Extent before, Extent after) {
        return before.atLeast(0) && after.atLeast(0) && before.atMost(Graph.MOST_SIDE) && after.atMost(Graph.MOST_SIDE);
    }

    private static double taps(Extent extent) {
        return (double) extent.z() * extent.y() * extent.x();
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
