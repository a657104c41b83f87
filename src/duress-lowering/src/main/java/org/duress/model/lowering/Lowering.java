package org.duress.model.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duress.DuressException;
import org.duress.net.Extent;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Window;
import org.duress.spec.ModelHead;
import org.jspecify.annotations.Nullable;

/**
 * Builds a network of the core, layer by layer, for one image size. Every front end speaks to the core through this
 * class alone.
 *
 * <p>Shapes are known at each step. What the core has no op for is written with the ops it has: groups as slices,
 * uneven padding as a pad, compound activations as their parts. Names must be unique; parts get the layer's name and a
 * suffix, and the node that gives the layer's result has the layer's name.
 *
 * <p>Every method throws {@link IllegalArgumentException} for shapes that do not fit; a front end adds which layer it
 * was.
 */
public final class Lowering {
    /**
     * Operators that a file may hold. The largest segmentation networks have about 2,000, those that exporters write
     * for shapes included; ONNX Runtime takes 3 s to prepare 4,000, and a time that grows with their square.
     */
    private static final int MOST_OPERATORS = 4_000;

    /** Layers that these may become: a grouped convolution is written group by group. */
    private static final int MOST_NODES = 1 << 15;

    /**
     * Numbers that all layers together may give for each pixel of the image. A U-Net of 64 base channels gives 2,000,
     * the largest nested ones some 8,000; what gives more grows without need, and its activations fill the memory.
     */
    private static final long MOST_NUMBERS_A_PIXEL = 1 << 14;

    /**
     * Products that all layers together may take for each pixel of the image. A U-Net of 64 base channels takes 0.7
     * million, the widest residual ones 2.5 million.
     */
    private static final long MOST_PRODUCTS_A_PIXEL = 1 << 23;

    /** The limits a pixel are those of an image of so many, as the smallest that a model is tried on has, or more. */
    private static final long LEAST_PIXELS = 28 * 28;

    /** Weights that are made up to move or copy channels, in all layers together: 128 MB. */
    private static final long MOST_MADE_WEIGHTS = 1L << 25;

    /** Weights that one layer may have once they are laid out for its stride: 256 MB. */
    private static final long MOST_LAYER_WEIGHTS = 1L << 26;

    private static final int INPUT_CHANNELS = 1;

    private final int height;
    private final int width;
    private final List<Graph.Node> nodes = new ArrayList<>();
    private final Map<String, float[]> parameters = new LinkedHashMap<>();
    private final Map<String, Op> ops = new HashMap<>();
    /** What a sigmoid was taken of. */
    private final Map<String, Value> before = new HashMap<>();

    private long numbers;
    private long products;
    private long madeWeights;

    /** An empty network for images of this size with one channel. */
    public Lowering(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /**
     * Refuses a file of too many operators, before any of them is read.
     *
     * @param file how messages name it
     * @throws DuressException if there are too many
     */
    public static void requireCount(int operators, String file) {
        if (operators > MOST_OPERATORS) {
            throw new DuressException(file + " has " + operators + " operators, more than the " + MOST_OPERATORS
                    + " that a segmentation model may have; check where it comes from");
        }
    }

    /**
     * The image.
     *
     * @param channels 1, or 3 for a model that takes the same image three times
     */
    public Value input(int channels) {
        Value image = new Value(Graph.INPUT, height, width, INPUT_CHANNELS);
        if (channels == 1) {
            return image;
        }
        if (channels != 3) {
            throw new IllegalArgumentException("a model must take 1 or 3 channels, not " + channels);
        }
        return add("input.channels", new Op.Concat(), image, image, image);
    }

    /** Convolution with any groups and padding. */
    public Value conv(String name, Value x, Kernel kernel, Sliding sliding, int groups) {
        kernel.requireGroups(x.channels(), groups);
        boolean even = sliding.isEven()
                && sliding.top() <= sliding.dilationY() * (kernel.height() - 1)
                && sliding.left() <= sliding.dilationX() * (kernel.width() - 1);
        if (!even) {
            Value padded = pad(
                    name + ".padded",
                    x,
                    sliding.top(),
                    sliding.bottom(),
                    sliding.left(),
                    sliding.right(),
                    Op.Border.ZERO);
            return conv(name, padded, kernel, sliding.padded(0, 0, 0, 0), groups);
        }
        Window window = sliding.window(kernel.height(), kernel.width());
        boolean bias = kernel.bias() != null;
        if (groups == 1) {
            Value y = add(name, new Op.Conv2d(kernel.out(), window, bias), x);
            put(name + ".weight0", kernel.weights());
            putBias(name, kernel.bias());
            return y;
        }
        boolean dilated = sliding.dilationY() > 1 || sliding.dilationX() > 1;
        // The core has no dilated depthwise convolution with several outputs a channel; group by group it can be
        // written.
        if (groups == x.channels() && (kernel.out() == groups || !dilated)) {
            // [h, w, 1, C * M] with output channel c * M + m is [h, w, C, M] as it lies in memory.
            Value y = add(name, new Op.DepthwiseConv2d(kernel.out() / groups, window, bias), x);
            put(name + ".weight0", kernel.weights());
            putBias(name, kernel.bias());
            return y;
        }
        List<Value> parts = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            Value part = sliceChannels(name + ".in" + g, x, g * kernel.in(), (g + 1) * kernel.in());
            parts.add(conv(name + ".group" + g, part, kernel.group(groups, g), sliding, 1));
        }
        return concat(name, parts);
    }

    /**
     * Transposed convolution with any groups; padding is cut off the result.
     *
     * @param outputPaddingY rows added at the end, less than the stride
     */
    public Value transposedConv(
            String name, Value x, Kernel kernel, Sliding sliding, int outputPaddingY, int outputPaddingX, int groups) {
        kernel.requireGroups(x.channels(), groups);
        if (groups > 1) {
            List<Value> parts = new ArrayList<>();
            for (int g = 0; g < groups; g++) {
                Value part = sliceChannels(name + ".in" + g, x, g * kernel.in(), (g + 1) * kernel.in());
                parts.add(transposedConv(
                        name + ".group" + g,
                        part,
                        kernel.group(groups, g),
                        sliding,
                        outputPaddingY,
                        outputPaddingX,
                        1));
            }
            return concat(name, parts);
        }
        if (sliding.top() != sliding.bottom() || sliding.left() != sliding.right()) {
            Value whole = transposedConv(
                    name + ".whole", x, kernel, sliding.padded(0, 0, 0, 0), outputPaddingY, outputPaddingX, 1);
            return crop(name, whole, sliding.top(), sliding.bottom(), sliding.left(), sliding.right());
        }
        Op op = new Op.TransposedConv2d(
                kernel.out(),
                sliding.window(kernel.height(), kernel.width()),
                new Extent(outputPaddingY, outputPaddingX),
                kernel.bias() != null);
        Value y = add(name, op, x);
        put(name + ".weight0", kernel.swapped());
        putBias(name, kernel.bias());
        return y;
    }

    /**
     * Transposed convolution to a given size, as TensorFlow, Keras and Deeplearning4j have it: what it gives beyond
     * that size is cut off, the odd row or column at the end.
     *
     * @param stride rows, columns
     * @param dilation rows, columns
     */
    public Value transposedConvTo(
            String name, Value x, Kernel kernel, int[] stride, int[] dilation, int newHeight, int newWidth) {
        int y = (x.height() - 1) * stride[0] + dilation[0] * (kernel.height() - 1) + 1 - newHeight;
        int z = (x.width() - 1) * stride[1] + dilation[1] * (kernel.width() - 1) + 1 - newWidth;
        int top = Math.max(0, y) / 2;
        int left = Math.max(0, z) / 2;
        Sliding sliding = new Sliding(
                stride[0], stride[1], dilation[0], dilation[1], top, Math.max(0, y) - top, left, Math.max(0, z) - left);
        return transposedConv(name, x, kernel, sliding, Math.max(0, -y), Math.max(0, -z), 1);
    }

    /** A linear map of the channels, without bias: a 1 x 1 convolution. */
    public Value channels(String name, Value x, int out, float[] weights) {
        madeWeights += weights.length;
        if (madeWeights > MOST_MADE_WEIGHTS) {
            throw new IllegalArgumentException("'" + name + "' moves or copies too many channels");
        }
        return conv(name, x, new Kernel(1, 1, x.channels(), out, weights, null), Sliding.PLAIN, 1);
    }

    /** Scale and shift of each channel; folded into a convolution before it. */
    public Value affine(String name, Value x, float[] scale, float[] shift) {
        Value y = add(name, new Op.BatchNorm(0), x);
        float[] one = new float[x.channels()];
        Arrays.fill(one, 1);
        put(name + ".gamma", scale.clone());
        put(name + ".beta", shift.clone());
        put(name + ".mean", new float[x.channels()]);
        put(name + ".variance", one);
        requireChannels(name, x, scale.length);
        requireChannels(name, x, shift.length);
        return y;
    }

    /** {@code scale * x + shift} with the same numbers for all channels. */
    public Value affine(String name, Value x, double scale, double shift) {
        float[] scales = new float[x.channels()];
        float[] shifts = new float[x.channels()];
        Arrays.fill(scales, (float) scale);
        Arrays.fill(shifts, (float) shift);
        return affine(name, x, scales, shifts);
    }

    /** Batch normalisation with population statistics. */
    public Value batchNorm(
            String name, Value x, float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
        for (float[] numbers : new float[][] {gamma, beta, mean, variance}) {
            requireChannels(name, x, numbers.length);
        }
        float[] scale = new float[x.channels()];
        float[] shift = new float[x.channels()];
        for (int c = 0; c < scale.length; c++) {
            double s = gamma[c] / Math.sqrt(variance[c] + epsilon);
            scale[c] = (float) s;
            shift[c] = (float) (beta[c] - s * mean[c]);
        }
        return affine(name, x, scale, shift);
    }

    /**
     * Group normalisation; with as many groups as channels it is instance normalisation, with one layer normalisation
     * of whole images.
     *
     * @param scale a number a channel
     * @param shift a number a channel
     */
    public Value groupNorm(String name, Value x, int groups, double epsilon, float[] scale, float[] shift) {
        return affine(name, add(name + ".normal", new Op.GroupNorm(groups, epsilon), x), scale, shift);
    }

    /** Layer normalisation of each pixel over its channels. */
    public Value layerNorm(String name, Value x, double epsilon, float[] scale, float[] shift) {
        return affine(name, add(name + ".normal", new Op.LayerNorm(epsilon), x), scale, shift);
    }

    /** Largest value in a window; padding never wins. */
    public Value maxPool(String name, Value x, int kernelY, int kernelX, Sliding sliding) {
        if (sliding.isEven() && sliding.top() < kernelY && sliding.left() < kernelX) {
            return add(name, new Op.MaxPool(sliding.window(kernelY, kernelX)), x);
        }
        // Edge pixels lie in every window that reaches beyond the edge, so they never change its maximum.
        Value padded = pad(
                name + ".padded", x, sliding.top(), sliding.bottom(), sliding.left(), sliding.right(), Op.Border.EDGE);
        return add(name, new Op.MaxPool(sliding.padded(0, 0, 0, 0).window(kernelY, kernelX)), padded);
    }

    /** Mean of a window; padding counts as zeros, or not at all. */
    public Value averagePool(String name, Value x, int kernelY, int kernelX, Sliding sliding, boolean countPadding) {
        if (sliding.isEven() && sliding.top() < kernelY && sliding.left() < kernelX) {
            return add(name, new Op.AveragePool(sliding.window(kernelY, kernelX), countPadding), x);
        }
        if (!countPadding && sliding.equals(sliding.same(x.height(), x.width(), kernelY, kernelX, true))) {
            Window same = new Window(
                    new Extent(kernelY, kernelX),
                    new Extent(sliding.strideY(), sliding.strideX()),
                    new Extent(sliding.dilationY(), sliding.dilationX()),
                    null);
            return add(name, new Op.AveragePool(same, false), x);
        }
        if (!countPadding) {
            throw new IllegalArgumentException("average pooling with uneven padding that does not count");
        }
        Value padded = pad(
                name + ".padded", x, sliding.top(), sliding.bottom(), sliding.left(), sliding.right(), Op.Border.ZERO);
        return add(name, new Op.AveragePool(sliding.padded(0, 0, 0, 0).window(kernelY, kernelX), true), padded);
    }

    /** Mean over height and width: one pixel. */
    public Value globalAverage(String name, Value x) {
        return add(name, new Op.SpatialMean(), x);
    }

    /** Largest value over height and width: one pixel. */
    public Value globalMax(String name, Value x) {
        return maxPool(name, x, x.height(), x.width(), Sliding.PLAIN);
    }

    public Value relu(String name, Value x) {
        return leakyRelu(name, x, 0);
    }

    /** {@code max(x, slope x)} for slopes in [0, 1), and what it means for others: the slope below 0. */
    public Value leakyRelu(String name, Value x, double slope) {
        if (slope >= 0 && slope < 1) {
            return add(name, new Op.LeakyRelu(slope), x);
        }
        float[] slopes = new float[x.channels()];
        Arrays.fill(slopes, (float) slope);
        return prelu(name, x, slopes);
    }

    /** Leaky ReLU with a slope a channel. */
    public Value prelu(String name, Value x, float[] slopes) {
        requireChannels(name, x, slopes.length);
        Value below = add(name + ".below", new Op.Clip(Double.NEGATIVE_INFINITY, 0), x);
        Value scaled = affine(name + ".scaled", below, slopes, new float[slopes.length]);
        return add(name, List.of(relu(name + ".above", x), scaled));
    }

    public Value elu(String name, Value x, double alpha) {
        return add(name, new Op.Elu(alpha), x);
    }

    /** Scaled exponential linear unit (Klambauer et al. 2017). */
    public Value selu(String name, Value x, double alpha, double gamma) {
        return affine(name, elu(name + ".elu", x, alpha), gamma, 0);
    }

    /** {@code x * Phi(x)} with the error function. */
    public Value gelu(String name, Value x) {
        Value scaled = affine(name + ".scaled", x, Math.sqrt(0.5), 0);
        Value erf = add(name + ".erf", new Op.Erf(), scaled);
        return multiply(name, x, affine(name + ".phi", erf, 0.5, 0.5));
    }

    /** The approximation of {@link #gelu} by tanh. */
    public Value geluTanh(String name, Value x) {
        Value square = multiply(name + ".square", x, x);
        double c = Math.sqrt(2 / Math.PI);
        Value slope = affine(name + ".slope", square, 0.044715 * c, c);
        Value tanh = tanh(name + ".tanh", multiply(name + ".inner", x, slope));
        return multiply(name, x, affine(name + ".half", tanh, 0.5, 0.5));
    }

    /** {@code x * sigmoid(beta x)}; SiLU with beta 1. */
    public Value swish(String name, Value x, double beta) {
        Value inner = beta == 1 ? x : affine(name + ".beta", x, beta, 0);
        return multiply(name, x, sigmoid(name + ".sigmoid", inner));
    }

    /** {@code min(1, max(0, alpha x + beta))}. */
    public Value hardSigmoid(String name, Value x, double alpha, double beta) {
        return clip(name, affine(name + ".line", x, alpha, beta), 0, 1);
    }

    /** {@code x * hardSigmoid(x)} with alpha 1/6 and beta 1/2. */
    public Value hardSwish(String name, Value x) {
        return multiply(name, x, hardSigmoid(name + ".gate", x, 1.0 / 6, 0.5));
    }

    public Value softplus(String name, Value x) {
        return add(name, new Op.Softplus(), x);
    }

    /** {@code x * tanh(softplus(x))}. */
    public Value mish(String name, Value x) {
        return multiply(name, x, tanh(name + ".tanh", softplus(name + ".softplus", x)));
    }

    /** {@code min(high, max(low, x))}; either may be infinite. */
    public Value clip(String name, Value x, double low, double high) {
        return add(name, new Op.Clip(low, high), x);
    }

    public Value erf(String name, Value x) {
        return add(name, new Op.Erf(), x);
    }

    public Value tanh(String name, Value x) {
        return add(name, new Op.Tanh(), x);
    }

    public Value sigmoid(String name, Value x) {
        return add(name, new Op.Sigmoid(), x);
    }

    /** Over channels. */
    public Value softmax(String name, Value x) {
        return add(name, new Op.Softmax(), x);
    }

    /** Sum; one of them may have one pixel or one channel, which then goes with all. */
    public Value add(String name, List<Value> values) {
        Value largest = values.get(0);
        for (Value value : values) {
            largest = size(value) > size(largest) ? value : largest;
        }
        List<Value> alike = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            alike.add(broadcast(name + ".operand" + i, values.get(i), largest));
        }
        return add(name, new Op.Add(), alike.toArray(new Value[0]));
    }

    /** {@code a - b}. */
    public Value subtract(String name, Value a, Value b) {
        return add(name, List.of(a, affine(name + ".negative", b, -1, 0)));
    }

    /** Product; one of them may have one pixel or one channel, which then goes with all. */
    public Value multiply(String name, Value a, Value b) {
        return size(a) >= size(b) ? add(name, new Op.Multiply(), a, b) : add(name, new Op.Multiply(), b, a);
    }

    /** Concatenation of channels. */
    public Value concat(String name, List<Value> values) {
        return add(name, new Op.Concat(), values.toArray(new Value[0]));
    }

    /** Channels from (inclusive) to (exclusive). */
    public Value sliceChannels(String name, Value x, int from, int to) {
        return from == 0 && to == x.channels() ? x : add(name, new Op.SliceChannels(from, to), x);
    }

    /** Another order of the channels: the result's channel c is the input's channel {@code order[c]}. */
    public Value permuteChannels(String name, Value x, int[] order) {
        float[] weights = new float[x.channels() * order.length];
        for (int c = 0; c < order.length; c++) {
            weights[order[c] * order.length + c] = 1;
        }
        return channels(name, x, order.length, weights);
    }

    public Value crop(String name, Value x, int top, int bottom, int left, int right) {
        return top == 0 && bottom == 0 && left == 0 && right == 0
                ? x
                : add(name, new Op.Crop(top, bottom, left, right), x);
    }

    public Value pad(String name, Value x, int top, int bottom, int left, int right, Op.Border border) {
        return top == 0 && bottom == 0 && left == 0 && right == 0
                ? x
                : add(name, new Op.Pad(top, bottom, left, right, border), x);
    }

    /** Nearest-neighbour upsampling by a whole factor an axis. */
    public Value upsample(String name, Value x, int factorY, int factorX) {
        return resize(
                name,
                x,
                Math.toIntExact((long) x.height() * factorY),
                Math.toIntExact((long) x.width() * factorX),
                Op.Interpolation.NEAREST_FLOOR,
                Op.Coordinates.ASYMMETRIC);
    }

    /** Resampling to a size. */
    public Value resize(
            String name,
            Value x,
            int newHeight,
            int newWidth,
            Op.Interpolation interpolation,
            Op.Coordinates coordinates) {
        if (newHeight == x.height() && newWidth == x.width()) {
            return x;
        }
        int factor = newHeight / x.height();
        boolean whole = newHeight == factor * x.height() && newWidth == factor * x.width();
        boolean copies = (interpolation == Op.Interpolation.NEAREST_FLOOR && coordinates == Op.Coordinates.ASYMMETRIC)
                || (interpolation == Op.Interpolation.NEAREST_ROUND && coordinates == Op.Coordinates.HALF_PIXEL);
        return whole && copies
                ? add(name, new Op.Upsample(factor), x)
                : add(name, new Op.Resize(newHeight, newWidth, interpolation, coordinates), x);
    }

    /**
     * Channel {@code (dy * block + dx) * out + c} becomes channel c of pixel {@code (y * block + dy, x * block + dx)}.
     */
    public Value depthToSpace(String name, Value x, int block) {
        return add(name, new Op.DepthToSpace(Extent.of(block)), x);
    }

    /**
     * The network that gives probabilities of classes, background first. Nodes that do not lead to the output are left
     * out.
     *
     * @param output the model's last value
     * @param head what it is; AUTO: logits of classes, or what softmax or sigmoid at the end say
     */
    public Network network(Value output, ModelHead head) {
        return upTo(probabilities(output, head));
    }

    /**
     * The network that gives a value as it is, whatever it means: to compare a layer with another implementation of it.
     *
     * @throws IllegalArgumentException if it is the image itself
     */
    public Network upTo(Value value) {
        Set<String> needed = new HashSet<>(Set.of(value.node()));
        List<Graph.Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.contains(nodes.get(i).name())) {
                kept.add(nodes.get(i));
                needed.addAll(nodes.get(i).inputs());
            }
        }
        Collections.reverse(kept);
        Map<String, float[]> weights = new LinkedHashMap<>(parameters);
        weights.keySet().removeIf(key -> !needed.contains(key.substring(0, key.lastIndexOf('.'))));
        return Network.of(new Graph(INPUT_CHANNELS, kept), weights);
    }

    /** What a model's last value is, where AUTO leaves it to the last layer; never AUTO. */
    public ModelHead head(Value output, ModelHead head) {
        if (head != ModelHead.AUTO) {
            return head;
        }
        Op last = ops.get(output.node());
        if (last instanceof Op.Softmax) {
            return ModelHead.PROBABILITIES;
        }
        if (last instanceof Op.Sigmoid) {
            return ModelHead.ORGAN_PROBABILITIES;
        }
        return output.channels() == 1 ? ModelHead.ORGAN_LOGITS : ModelHead.LOGITS;
    }

    private Value probabilities(Value output, ModelHead head) {
        Op last = ops.get(output.node());
        return switch (head(output, head)) {
            case AUTO, LOGITS -> softmax("probabilities", output);
            case PROBABILITIES -> {
                if (!(last instanceof Op.Softmax)) {
                    throw new IllegalArgumentException(
                            "the model's last layer is no softmax, so its values are no probabilities of classes;"
                                    + " set model.head to what they are");
                }
                yield output;
            }
            case ORGAN_LOGITS -> organs(output);
            case ORGAN_PROBABILITIES -> {
                if (!(last instanceof Op.Sigmoid)) {
                    throw new IllegalArgumentException(
                            "the model's last layer is no sigmoid, so its values are no probabilities of organs;"
                                    + " set model.head to what they are");
                }
                yield organs(Objects.requireNonNull(before.get(output.node())));
            }
        };
    }

    /**
     * Softmax with a background logit of 0: the largest is an organ exactly where that organ's sigmoid is above 0.5 and
     * above the others', and for one organ its probability is the sigmoid.
     */
    private Value organs(Value logits) {
        int organs = logits.channels();
        float[] weights = new float[organs * (organs + 1)];
        for (int o = 0; o < organs; o++) {
            weights[o * (organs + 1) + o + 1] = 1;
        }
        return softmax("probabilities", channels("probabilities.logits", logits, organs + 1, weights));
    }

    private Value add(String name, Op op, Value... inputs) {
        List<String> names = Arrays.stream(inputs).map(Value::node).toList();
        Graph.Node node = new Graph.Node(name, op, names);
        Graph.Shape shape = Graph.shape(
                node,
                Arrays.stream(inputs)
                        .map(value -> new Graph.Shape(value.height(), value.width(), value.channels()))
                        .toList());
        requireBounded(name, op, shape, inputs);
        nodes.add(node);
        ops.put(name, op);
        Value value = new Value(name, shape.height(), shape.width(), shape.channels());
        if (op instanceof Op.Sigmoid) {
            before.put(name, inputs[0]);
        }
        return value;
    }

    /** Refuses what would fill the memory, or take for ever, before anything is allocated for it. */
    private void requireBounded(String name, Op op, Graph.Shape shape, Value[] inputs) {
        long pixels = Math.max((long) height * width, LEAST_PIXELS);
        double own = (double) shape.height() * shape.width() * shape.channels();
        double each = productsOfOne(op, inputs);
        boolean fits = nodes.size() < MOST_NODES
                && numbers + own <= (double) pixels * MOST_NUMBERS_A_PIXEL
                && products + own * each <= (double) pixels * MOST_PRODUCTS_A_PIXEL
                && spreadWeights(op, inputs[0].channels()) <= MOST_LAYER_WEIGHTS;
        if (!fits) {
            throw new IllegalArgumentException("'" + name + "', " + shape.height() + " x " + shape.width() + " x "
                    + shape.channels() + " numbers after " + nodes.size()
                    + " layers, is more than a segmentation model needs for " + height + " x " + width + " pixels");
        }
        numbers += (long) own;
        products += (long) (own * each);
    }

    /** Products, or comparisons, that one number of a layer takes. */
    private static double productsOfOne(Op op, Value[] inputs) {
        if (op instanceof Op.Conv2d conv) {
            return taps(conv.window()) * channels(inputs);
        } else if (op instanceof Op.DepthwiseConv2d conv) {
            return taps(conv.window());
        } else if (op instanceof Op.TransposedConv2d conv) {
            return taps(conv.window()) / taps(conv.window().stride()) * channels(inputs) + 1;
        } else if (op instanceof Op.MaxPool pool) {
            return taps(pool.window());
        } else if (op instanceof Op.AveragePool pool) {
            return taps(pool.window());
        }
        return 1;
    }

    private static double taps(Window window) {
        return taps(window.kernel());
    }

    private static double taps(Extent extent) {
        return (double) extent.y() * extent.x();
    }

    private static double channels(Value[] inputs) {
        return Arrays.stream(inputs).mapToInt(Value::channels).sum();
    }

    /** Weights with zeros where the kernel ends within a stride, as the core lays them out. */
    private static double spreadWeights(Op op, int in) {
        boolean transposed = op instanceof Op.TransposedConv2d;
        if (!transposed && !(op instanceof Op.Conv2d)) {
            return 0;
        }
        Window window = op instanceof Op.TransposedConv2d t ? t.window() : ((Op.Conv2d) op).window();
        int out = op instanceof Op.TransposedConv2d t ? t.channels() : ((Op.Conv2d) op).channels();
        return spread(window.kernel().y(), window.stride().y())
                * spread(window.kernel().x(), window.stride().x())
                * in
                * out;
    }

    private static double spread(int kernel, int stride) {
        return Math.ceil((double) kernel / stride) * stride;
    }

    private Value broadcast(String name, Value value, Value like) {
        Value x = value;
        if (x.channels() == 1 && like.channels() > 1) {
            float[] ones = new float[like.channels()];
            Arrays.fill(ones, 1);
            x = channels(name + ".channels", x, like.channels(), ones);
        }
        if (x.height() == 1 && x.width() == 1) {
            x = resize(name, x, like.height(), like.width(), Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC);
        }
        return x;
    }

    private void put(String name, float[] values) {
        parameters.put(name, values);
    }

    private void putBias(String name, float @Nullable [] bias) {
        if (bias != null) {
            put(name + ".bias", bias);
        }
    }

    private static long size(Value value) {
        return (long) value.height() * value.width() * value.channels();
    }

    private static void requireChannels(String name, Value x, int numbers) {
        if (numbers != x.channels()) {
            throw new IllegalArgumentException(
                    "'" + name + "' has " + numbers + " numbers for " + x.channels() + " channels");
        }
    }
}
