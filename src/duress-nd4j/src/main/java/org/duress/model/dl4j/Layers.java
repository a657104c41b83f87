package org.duress.model.dl4j;

import java.util.Arrays;
import java.util.List;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.LayerSettings;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.net.Op;
import org.jspecify.annotations.Nullable;

/**
 * Lowers layers and vertices, one by one, in the order of computation: each takes its coefficients from those that are
 * left. What a layer computes is what Deeplearning4j 1.0.0-M2.1 gives for {@code output(images)}.
 */
final class Layers {
    private static final int CHANNEL_AXIS_FIRST = 1;
    private static final int CHANNEL_AXIS_LAST = 3;

    private final Lowering net;
    private final Weights weights;
    private final boolean channelsLast;
    private final Activations activations;

    Layers(Lowering net, Weights weights, boolean channelsLast) {
        this.net = net;
        this.weights = weights;
        this.channelsLast = channelsLast;
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
        return switch (vertex.type()) {
            case "layers.ConvolutionLayer", "layers.Convolution2D" ->
                activated(vertex, conv(convName(vertex), x, layer));
            case "layers.Deconvolution2D" -> activated(vertex, deconv(convName(vertex), x, layer));
            case "layers.DepthwiseConvolution2D" -> activated(vertex, depthwise(convName(vertex), x, layer));
            case "layers.SeparableConvolution2D" -> activated(vertex, separable(convName(vertex), x, layer));
            case "layers.BatchNormalization" -> batchNorm(name, x, layer);
            case "layers.PReLULayer" -> prelu(name, x, layer);
            case "layers.SubsamplingLayer" -> pool(name, x, layer);
            case "layers.GlobalPoolingLayer" -> globalPool(name, x, layer);
            case "layers.Upsampling2D" -> {
                int[] size = layer.pair("size", 1, 2);
                yield net.upsample(name, x, size[0], size[1]);
            }
            case "layers.ZeroPaddingLayer" -> {
                int[] p = layer.wholes("padding", 4, 0);
                yield net.pad(name, x, p[0], p[1], p[2], p[3], Op.Border.ZERO);
            }
            case "layers.convolutional.Cropping2D" -> {
                int[] c = layer.wholes("cropping", 4, 0);
                yield net.crop(name, x, c[0], c[1], c[2], c[3]);
            }
            case "layers.ActivationLayer" -> activations.apply(name, x, layer, channelsLast);
            case "layers.CnnLossLayer" -> activations.apply(name, x, layer, true);
            case "layers.DropoutLayer" -> x;
            case "graph.MergeVertex" -> merge(name, inputs, layer);
            case "graph.ElementWiseVertex" -> elementWise(name, inputs, layer);
            case "graph.ScaleVertex" -> net.affine(name, x, layer.number("scaleFactor", 1), 0);
            case "graph.ShiftVertex" -> net.affine(name, x, 1, layer.number("shiftFactor", 0));
            case "graph.SubsetVertex" -> subset(name, x, layer);
            case "graph.PreprocessorVertex" -> preProcessed(vertex, x);
            case "layers.OutputLayer", "layers.LossLayer", "layers.DenseLayer", "layers.RnnOutputLayer" ->
                throw layer.refused("gives no label for each pixel; the last layer of a segmentation network of"
                        + " Deeplearning4j is a CnnLossLayer");
            default ->
                throw layer.refused("is no layer that Duress computes; replace it, or export the model to ONNX or"
                        + " TorchScript (model.format: onnx, torchscript)");
        };
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
        return activations.apply(vertex.node(), x, vertex.settings(), channelsLast);
    }

    private Value conv(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        int in = layer.whole("nin", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        Kernel kernel = Kernel.ofOihw(weights.take(layer, out, in, k[0], k[1]), out, in, k[0], k[1], bias);
        return net.conv(name, x, kernel, sliding(layer, x, k), 1);
    }

    private Value deconv(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        int in = layer.whole("nin", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        Kernel kernel = Kernel.ofTransposedIohw(weights.take(layer, in, out, k[0], k[1]), in, out, k[0], k[1], 1, bias);
        int[] stride = layer.pair("stride", 1, 1);
        int[] dilation = layer.pair("dilation", 1, 1);
        int[] padding = layer.pair("padding", 0, 0);
        if (!mode(layer).equals("Same")) {
            Sliding sliding = new Sliding(
                    stride[0], stride[1], dilation[0], dilation[1], padding[0], padding[0], padding[1], padding[1]);
            return net.transposedConv(name, x, kernel, sliding, 0, 0, 1);
        }
        return net.transposedConvTo(name, x, kernel, stride, dilation, x.height() * stride[0], x.width() * stride[1]);
    }

    private Value depthwise(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        int in = layer.whole("nin", 1);
        int multiplier = layer.whole("depthMultiplier", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        // [kernel y, kernel x, in, multiplier] as the core has it.
        float[] w = weights.take(layer, k[0], k[1], in, multiplier);
        return net.conv(name, x, new Kernel(k[0], k[1], 1, in * multiplier, w, bias), sliding(layer, x, k), in);
    }

    private Value separable(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        int in = layer.whole("nin", 1);
        int multiplier = layer.whole("depthMultiplier", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        float[] deep = weights.take(layer, multiplier, in, k[0], k[1]);
        float[] point = weights.take(layer, out, in, multiplier);
        float[] turned = new float[deep.length];
        int area = k[0] * k[1];
        for (int m = 0; m < multiplier; m++) {
            for (int i = 0; i < in; i++) {
                for (int a = 0; a < area; a++) {
                    turned[(a * in + i) * multiplier + m] = deep[(m * in + i) * area + a];
                }
            }
        }
        int middle = in * multiplier;
        Value y = net.conv(
                name + ".depthwise", x, new Kernel(k[0], k[1], 1, middle, turned, null), sliding(layer, x, k), in);
        return net.conv(name, y, Kernel.ofOihw(point, out, middle, 1, 1, bias), Sliding.PLAIN, 1);
    }

    private float @Nullable [] bias(LayerSettings layer, int out) {
        return layer.flag("hasBias", true) ? weights.take(layer, out) : null;
    }

    private Value batchNorm(String name, Value x, LayerSettings layer) {
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
        int[] shape = layer.wholes("inputShape", 3, 1);
        float[] slopes = weights.take(layer, shape);
        int channelAxis = channelsLast ? 2 : 0;
        if (slopes.length != shape[channelAxis]) {
            throw layer.refused("has a slope for each pixel, which fits one image size and which Duress does not"
                    + " compute; share the slopes over rows and columns");
        }
        if (slopes.length == 1) {
            return net.leakyRelu(name, x, slopes[0]);
        }
        return net.prelu(name, x, slopes);
    }

    private Value pool(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        Sliding sliding = sliding(layer, x, k);
        return switch (layer.text("poolingType", "")) {
            case "MAX" -> net.maxPool(name, x, k[0], k[1], sliding);
            case "AVG" -> net.averagePool(name, x, k[0], k[1], sliding, layer.flag("avgPoolIncludePadInDivisor", true));
            default ->
                throw layer.refused("pools by '" + layer.text("poolingType", "")
                        + "', which Duress does not compute; use MAX or AVG");
        };
    }

    private Value globalPool(String name, Value x, LayerSettings layer) {
        if (layer.flag("collapseDimensions", true) || channelsLast) {
            throw layer.refused("leaves no image; use collapseDimensions(false) and CNN2DFormat.NCHW");
        }
        int[] axes = layer.has("poolingDimensions") ? layer.wholes("poolingDimensions", 2, 0) : new int[] {2, 3};
        if (axes[0] != 2 || axes[1] != 3) {
            throw layer.refused("pools over other axes than rows and columns; use poolingDimensions(2, 3)");
        }
        return switch (layer.text("poolingType", "")) {
            case "AVG" -> net.globalAverage(name, x);
            case "SUM" -> net.affine(name, net.globalAverage(name + ".mean", x), (double) x.height() * x.width(), 0);
            case "MAX" -> net.globalMax(name, x);
            default ->
                throw layer.refused("pools by '" + layer.text("poolingType", "")
                        + "', which Duress does not compute; use MAX, AVG or SUM");
        };
    }

    private Value merge(String name, List<Value> inputs, LayerSettings layer) {
        int axis = layer.has("mergeAxis") ? layer.whole("mergeAxis", 0) : CHANNEL_AXIS_FIRST;
        if (inputs.size() > 1 && axis != (channelsLast ? CHANNEL_AXIS_LAST : CHANNEL_AXIS_FIRST)) {
            throw layer.refused("merges along axis " + axis + ", which is not that of the channels; set mergeAxis");
        }
        return inputs.size() == 1 ? inputs.get(0) : net.concat(name, inputs);
    }

    private Value elementWise(String name, List<Value> inputs, LayerSettings layer) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        return switch (layer.text("op", "")) {
            case "Add" -> net.add(name, inputs);
            case "Average" -> net.affine(name, net.add(name + ".sum", inputs), 1.0 / inputs.size(), 0);
            case "Subtract" -> {
                if (inputs.size() != 2) {
                    throw layer.refused("subtracts " + inputs.size() + " inputs; it takes two");
                }
                yield net.subtract(name, inputs.get(0), inputs.get(1));
            }
            case "Product" -> {
                Value product = inputs.get(0);
                for (int i = 1; i < inputs.size(); i++) {
                    String part = i == inputs.size() - 1 ? name : name + ".product" + i;
                    product = net.multiply(part, product, inputs.get(i));
                }
                yield product;
            }
            default ->
                throw layer.refused("computes '" + layer.text("op", "")
                        + "', which Duress does not compute; use Add, Subtract, Product or Average");
        };
    }

    private Value subset(String name, Value x, LayerSettings layer) {
        if (channelsLast) {
            throw layer.refused(
                    "takes rows of the image and no channels, for its channels come last; use" + " CNN2DFormat.NCHW");
        }
        return net.sliceChannels(name, x, layer.whole("from", 0), layer.whole("to", 0) + 1);
    }

    private static String mode(LayerSettings layer) {
        String mode = layer.text("convolutionMode", "Truncate");
        if (!List.of("Same", "Strict", "Truncate").contains(mode)) {
            throw layer.refused("has the convolution mode " + mode + ", which images do not have; use Same,"
                    + " Truncate or Strict");
        }
        return mode;
    }

    private static Sliding sliding(LayerSettings layer, Value x, int[] kernel) {
        int[] stride = layer.pair("stride", 1, 1);
        int[] dilation = layer.pair("dilation", 1, 1);
        int[] padding = layer.pair("padding", 0, 0);
        Sliding sliding = new Sliding(
                stride[0], stride[1], dilation[0], dilation[1], padding[0], padding[0], padding[1], padding[1]);
        String mode = mode(layer);
        if (mode.equals("Same")) {
            return sliding.same(x.height(), x.width(), kernel[0], kernel[1], true);
        }
        int restY = (x.height() + 2 * padding[0] - dilation[0] * (kernel[0] - 1) - 1) % stride[0];
        int restX = (x.width() + 2 * padding[1] - dilation[1] * (kernel[1] - 1) - 1) % stride[1];
        if (mode.equals("Strict") && (restY != 0 || restX != 0)) {
            throw new IllegalArgumentException("convolution mode Strict, and its windows do not fit " + x.height()
                    + " x " + x.width() + " pixels exactly");
        }
        return sliding;
    }
}
