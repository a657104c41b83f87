package org.duress.model.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Extent;
import org.duress.model.Dimensions;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.ImageAxes;
import org.duress.model.lowering.layers.LayerSettings;

/**
 * Lowers layers and vertices, one by one, in the order of computation: each takes its coefficients from those that are
 * left. What a layer computes is what Deeplearning4j 1.0.0-M2.1 gives for {@code output(images)}.
 */
final class Layers {
    private static final int CHANNEL_AXIS_FIRST = 1;

    private final Lowering net;
    private final Value image;
    private final Weights weights;
    private final ImageAxes axes;
    private final Activations activations;

    Layers(Lowering net, Value image, Weights weights, ImageAxes axes) {
        this.net = net;
        this.image = image;
        this.weights = weights;
        this.axes = axes;
        activations = new Activations(net);
    }

    /**
     * The result of a vertex.
     *
     * @throws IllegalArgumentException if it cannot take these inputs
     * @throws org.duress.DuressException if the core does not have it
     */
    Value lower(Vertex vertex, List<Value> inputs) {
        Value x = inputs.get(0);
        LayerSettings layer = vertex.settings();
        String name = vertex.node();
        requireDimensions(vertex);
        InputPreProcessors.requireNone(layer, vertex.preProcessor());
        if (inputs.contains(image)) {
            InputPreProcessors.requireSize(layer, vertex.preProcessor(), image);
        }
        return switch (vertex.type()) {
            case "layers.ConvolutionLayer", "layers.Convolution2D", "layers.Convolution3D" ->
                activated(vertex, conv(convName(vertex), x, layer));
            case "layers.Deconvolution2D", "layers.Deconvolution3D" ->
                activated(vertex, deconv(convName(vertex), x, layer));
            case "layers.DepthwiseConvolution2D" -> activated(vertex, depthwise(convName(vertex), x, layer));
            case "layers.SeparableConvolution2D" -> activated(vertex, separable(convName(vertex), x, layer));
            case "layers.BatchNormalization" -> batchNorm(name, x, layer);
            case "layers.PReLULayer" -> prelu(name, x, layer);
            case "layers.SubsamplingLayer", "layers.Subsampling3DLayer" -> pool(name, x, layer);
            case "layers.GlobalPoolingLayer" -> globalPool(name, x, layer);
            case "layers.Upsampling2D", "layers.Upsampling3D" -> net.upsample(name, x, extent(layer, "size", 1, 2));
            case "layers.ZeroPaddingLayer", "layers.ZeroPadding3DLayer" ->
                net.zeroPad(name, x, side(layer, "padding", 0), side(layer, "padding", 1));
            case "layers.convolutional.Cropping2D", "layers.convolutional.Cropping3D" ->
                net.crop(name, x, side(layer, "cropping", 0), side(layer, "cropping", 1));
            case "layers.ActivationLayer" -> activations.apply(name, x, layer, axes.channelsLast());
            case "layers.CnnLossLayer", "layers.Cnn3DLossLayer" -> activations.apply(name, x, layer, true);
            case "layers.DropoutLayer" -> x;
            case "graph.MergeVertex" -> merge(name, inputs, layer);
            case "graph.ElementWiseVertex" -> elementWise(name, inputs, layer);
            case "graph.ScaleVertex" -> net.affine(name, x, layer.number("scaleFactor", 1), 0);
            case "graph.ShiftVertex" -> net.affine(name, x, 1, layer.number("shiftFactor", 0));
            case "graph.SubsetVertex" -> subset(name, x, layer);
            case "graph.PreprocessorVertex" -> preProcessed(vertex, x);
            case "layers.OutputLayer", "layers.LossLayer", "layers.DenseLayer", "layers.RnnOutputLayer" ->
                throw layer.refused("gives no label for each pixel; the last layer of a segmentation network of"
                        + " Deeplearning4j is a CnnLossLayer, of volumes a Cnn3DLossLayer");
            default ->
                throw layer.refused("is no layer that Duress computes; replace it, or export the model to ONNX or"
                        + " TorchScript (model.format: onnx, torchscript)");
        };
    }

    /** What Deeplearning4j would not run either: a layer of slices among those of volumes, or the other way round. */
    private void requireDimensions(Vertex vertex) {
        int own = vertex.axes().orElse(axes.count());
        if (own != axes.count()) {
            throw vertex.settings()
                    .refused("is a layer of " + Dimensions.words(own) + ", and the first of the network that says so"
                            + " is one of " + Dimensions.words(axes.count()) + "; build the network of one kind");
        }
    }

    private Extent extent(LayerSettings layer, String key, int least, int otherwise) {
        return layer.extent(key, axes.count(), least, otherwise);
    }

    /**
     * What is added or cut off at one end of each axis.
     *
     * @param key whose value has two numbers an axis, for its beginning and its end
     * @param end 0 for the beginning, 1 for the end
     */
    private Extent side(LayerSettings layer, String key, int end) {
        int count = axes.count();
        if (count == 3 && axes.channelsLast()) {
            throw layer.refused("works on axes 2, 3 and 4, which are rows, columns and channels where these come last;"
                    + " use Convolution3D.DataFormat.NCDHW");
        }
        int[] ends = layer.wholes(key, 2 * count, 0);
        return new Extent(count == 2 ? 0 : ends[end], ends[2 * count - 4 + end], ends[2 * count - 2 + end]);
    }

    private static Value preProcessed(Vertex vertex, Value x) {
        InputPreProcessors.requireNone(
                vertex.settings(), vertex.settings().json().path("preProcessor"));
        return x;
    }

    private static String convName(Vertex vertex) {
        return Activations.isIdentity(vertex.settings()) ? vertex.node() : vertex.node() + ".convolution";
    }

    private Value activated(Vertex vertex, Value x) {
        return activations.apply(vertex.node(), x, vertex.settings(), axes.channelsLast());
    }

    private Value conv(String name, Value x, LayerSettings layer) {
        Extent k = kernel(layer);
        int in = layer.whole("nin", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        Kernel kernel = Kernel.ofOihw(weights.take(layer, out, in, k.z(), k.y(), k.x()), out, in, k, bias);
        return net.conv(name, x, kernel, sliding(layer, x, k), 1);
    }

    private Value deconv(String name, Value x, LayerSettings layer) {
        Extent k = kernel(layer);
        int in = layer.whole("nin", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        float[] w = weights.take(layer, in, out, k.z(), k.y(), k.x());
        // Deeplearning4j has the weights of slices in its own order, those of volumes in that of ND4J's operator.
        Kernel kernel = axes.count() == 2
                ? Kernel.ofTransposedIohw(w, in, out, k, 1, bias)
                : Kernel.ofTransposedHwoi(w, in, out, k, bias);
        Sliding sliding = slides(layer);
        if (!mode(layer).equals("Same")) {
            Extent padding = extent(layer, "padding", 0, 0);
            return net.transposedConv(name, x, kernel, sliding.padded(padding, padding), Extent.ZERO, 1);
        }
        Extent size = x.extent().with(sliding.stride(), (from, step) -> from * step);
        return net.transposedConvTo(name, x, kernel, sliding, size);
    }

    private Value depthwise(String name, Value x, LayerSettings layer) {
        Extent k = kernel(layer);
        int in = layer.whole("nin", 1);
        int multiplier = layer.whole("depthMultiplier", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        float[] w = weights.take(layer, k.y(), k.x(), in, multiplier);
        return net.conv(name, x, Kernel.depthwise(w, k.y(), k.x(), in, multiplier, bias), sliding(layer, x, k), in);
    }

    private Value separable(String name, Value x, LayerSettings layer) {
        Extent k = kernel(layer);
        int in = layer.whole("nin", 1);
        int multiplier = layer.whole("depthMultiplier", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        float[] deep = weights.take(layer, multiplier, in, k.y(), k.x());
        float[] point = weights.take(layer, out, in, multiplier);
        float[] turned = new float[deep.length];
        int area = k.product();
        for (int m = 0; m < multiplier; m++) {
            for (int i = 0; i < in; i++) {
                for (int a = 0; a < area; a++) {
                    turned[(a * in + i) * multiplier + m] = deep[(m * in + i) * area + a];
                }
            }
        }
        Kernel depthwise = Kernel.depthwise(turned, k.y(), k.x(), in, multiplier, Kernel.NO_BIAS);
        Kernel pointwise = Kernel.ofOihw(point, out, in * multiplier, 1, 1, bias);
        return net.separable(name, x, depthwise, pointwise, sliding(layer, x, k));
    }

    /** Taps along each axis. */
    private Extent kernel(LayerSettings layer) {
        return extent(layer, "kernelSize", 1, 1).fromOne();
    }

    private float[] bias(LayerSettings layer, int out) {
        return layer.flag("hasBias", true) ? weights.take(layer, out) : Kernel.NO_BIAS;
    }

    private Value batchNorm(String name, Value x, LayerSettings layer) {
        if (axes.count() == 3) {
            throw layer.refused("stands among layers of volumes, of which Deeplearning4j 1.0.0-M2.1 itself normalises"
                    + " none, neither in training nor in output(); build the network without it, or train it in another"
                    + " library and export it to ONNX (model.format: onnx)");
        }
        int n = layer.whole("nout", 1);
        boolean locked = layer.flag("lockGammaBeta", false);
        float[] gamma = locked ? new float[n] : weights.take(layer, n);
        float[] beta = locked ? new float[n] : weights.take(layer, n);
        if (locked) {
            double g = layer.number("gamma", 1);
            double b = layer.number("beta", 0);
            // Deeplearning4j applies locked numbers only where neither is the usual one.
            boolean applied = g != 1 && b != 0;
            Arrays.fill(gamma, applied ? (float) g : 1);
            Arrays.fill(beta, applied ? (float) b : 0);
        }
        float[] mean = weights.take(layer, n);
        float[] variance = weights.take(layer, n);
        if (layer.flag("useLogStd", false)) {
            for (int i = 0; i < n; i++) {
                double deviation = Math.pow(10, variance[i]);
                variance[i] = (float) (deviation * deviation);
            }
        }
        return net.batchNorm(name, x, gamma, beta, mean, variance, layer.number("eps", 1e-5));
    }

    private Value prelu(String name, Value x, LayerSettings layer) {
        int[] shape = layer.wholes("inputShape", axes.count() + 1, 1);
        return axes.prelu(net, name, x, layer, weights.take(layer, shape), shape);
    }

    private Value pool(String name, Value x, LayerSettings layer) {
        Extent k = kernel(layer);
        Sliding sliding = sliding(layer, x, k);
        if (!sliding.dilation().equals(Extent.ONE)) {
            throw layer.refused("has a dilation, which ND4J leaves out at some sizes where it computes with oneDNN, so"
                    + " that what the layer gives depends on the machine; build the layer without");
        }
        // Deeplearning4j asks only of slices whether padding counts; of volumes it never does.
        return layer.oneOf("poolingType", "pools by", "", "MAX", "AVG").equals("MAX")
                ? net.maxPool(name, x, k, sliding)
                : net.averagePool(name, x, k, sliding, layer.flag("avgPoolIncludePadInDivisor", axes.count() == 2));
    }

    private Value globalPool(String name, Value x, LayerSettings layer) {
        if (layer.flag("collapseDimensions", true) || axes.channelsLast()) {
            throw layer.refused("leaves no image; use collapseDimensions(false) and channels first");
        }
        int[] all = IntStream.range(2, 2 + axes.count()).toArray();
        if (layer.has("poolingDimensions") && !Arrays.equals(layer.wholes("poolingDimensions", axes.count(), 0), all)) {
            throw layer.refused("pools over other axes than all those of the image; use poolingDimensions"
                    + Arrays.toString(all).replace('[', '(').replace(']', ')'));
        }
        return switch (layer.oneOf("poolingType", "pools by", "", "MAX", "AVG", "SUM")) {
            case "AVG" -> net.globalAverage(name, x);
            case "SUM" ->
                net.affine(
                        name, net.globalAverage(name + ".mean", x), x.extent().product(), 0);
            default -> net.globalMax(name, x);
        };
    }

    private Value merge(String name, List<Value> inputs, LayerSettings layer) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        axes.requireChannels(layer, layer.whole("mergeAxis", 0, CHANNEL_AXIS_FIRST), "merges");
        return net.concat(name, inputs);
    }

    private Value elementWise(String name, List<Value> inputs, LayerSettings layer) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        return switch (layer.oneOf("op", "computes", "", "Add", "Subtract", "Product", "Average")) {
            case "Add" -> net.add(name, inputs);
            case "Average" -> net.average(name, inputs);
            case "Product" -> net.multiply(name, inputs);
            default -> {
                if (inputs.size() != 2) {
                    throw layer.refused("subtracts " + inputs.size() + " inputs; it takes two");
                }
                yield net.subtract(name, inputs.get(0), inputs.get(1));
            }
        };
    }

    private Value subset(String name, Value x, LayerSettings layer) {
        if (axes.count() == 3) {
            throw layer.refused("stands among layers of volumes, of which Deeplearning4j itself takes no subset; use a"
                    + " 1 x 1 x 1 Convolution3D");
        }
        if (axes.channelsLast()) {
            throw layer.refused(
                    "takes rows of the image and no channels, for its channels come last; use" + " CNN2DFormat.NCHW");
        }
        return net.sliceChannels(name, x, layer.whole("from", 0), layer.whole("to", 0) + 1);
    }

    private static String mode(LayerSettings layer) {
        return layer.oneOf("convolutionMode", "has the convolution mode", "Truncate", "Same", "Strict", "Truncate");
    }

    private Sliding sliding(LayerSettings layer, Value x, Extent kernel) {
        Sliding sliding = slides(layer);
        String mode = mode(layer);
        if (mode.equals("Same")) {
            return sliding.same(x.extent(), kernel, true);
        }
        Extent padding = extent(layer, "padding", 0, 0);
        Extent rest = x.extent()
                .with(padding, (size, each) -> size + 2 * each)
                .with(sliding.reach(kernel), (size, reach) -> size - reach)
                .with(sliding.stride(), (left, stride) -> left % stride);
        if (mode.equals("Strict") && !rest.equals(Extent.ZERO)) {
            throw new IllegalArgumentException(
                    "convolution mode Strict, and its windows do not fit " + x.pixels() + " exactly");
        }
        return sliding.padded(padding, padding);
    }

    /** Stride and dilation, without padding. */
    private Sliding slides(LayerSettings layer) {
        return new Sliding(extent(layer, "stride", 1, 1), extent(layer, "dilation", 1, 1), Extent.ZERO, Extent.ZERO);
    }
}
