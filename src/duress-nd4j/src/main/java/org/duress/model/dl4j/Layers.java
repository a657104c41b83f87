package org.duress.model.dl4j;

import java.util.Arrays;
import java.util.List;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.ImageAxes;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.net.Extent;

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
        InputPreProcessors.requireNone(layer, vertex.preProcessor());
        if (inputs.contains(image)) {
            InputPreProcessors.requireSize(layer, vertex.preProcessor(), image);
        }
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
                yield net.zeroPad(name, x, p[0], p[1], p[2], p[3]);
            }
            case "layers.convolutional.Cropping2D" -> {
                int[] c = layer.wholes("cropping", 4, 0);
                yield net.crop(name, x, c[0], c[1], c[2], c[3]);
            }
            case "layers.ActivationLayer" -> activations.apply(name, x, layer, axes.channelsLast());
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
            case "layers.Convolution3D",
                    "layers.Deconvolution3D",
                    "layers.Subsampling3DLayer",
                    "layers.Upsampling3D",
                    "layers.ZeroPadding3DLayer",
                    "layers.convolutional.Cropping3D",
                    "layers.Cnn3DLossLayer" ->
                throw layer.refused("is a layer of volumes, of which this version of Duress reads none from"
                        + " Deeplearning4j; train the model in another library and export it to ONNX or TorchScript"
                        + " (model.format: onnx, torchscript)");
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
        return activations.apply(vertex.node(), x, vertex.settings(), axes.channelsLast());
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
        if (!mode(layer).equals("Same")) {
            Sliding sliding = Sliding.of(stride, dilation).padded(layer.pair("padding", 0, 0));
            return net.transposedConv(name, x, kernel, sliding, 0, 0, 1);
        }
        Sliding sliding = Sliding.of(stride, dilation);
        Extent size = x.extent().with(sliding.stride(), (from, step) -> from * step);
        return net.transposedConvTo(name, x, kernel, sliding, size);
    }

    private Value depthwise(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        int in = layer.whole("nin", 1);
        int multiplier = layer.whole("depthMultiplier", 1);
        int out = layer.whole("nout", 1);
        float[] bias = bias(layer, out);
        float[] w = weights.take(layer, k[0], k[1], in, multiplier);
        return net.conv(name, x, Kernel.depthwise(w, k[0], k[1], in, multiplier, bias), sliding(layer, x, k), in);
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
        Kernel depthwise = Kernel.depthwise(turned, k[0], k[1], in, multiplier, Kernel.NO_BIAS);
        Kernel pointwise = Kernel.ofOihw(point, out, in * multiplier, 1, 1, bias);
        return net.separable(name, x, depthwise, pointwise, sliding(layer, x, k));
    }

    private float[] bias(LayerSettings layer, int out) {
        return layer.flag("hasBias", true) ? weights.take(layer, out) : Kernel.NO_BIAS;
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
        return axes.prelu(net, name, x, layer, weights.take(layer, shape), shape);
    }

    private Value pool(String name, Value x, LayerSettings layer) {
        int[] k = layer.pair("kernelSize", 1, 1);
        Sliding sliding = sliding(layer, x, k);
        return layer.oneOf("poolingType", "pools by", "", "MAX", "AVG").equals("MAX")
                ? net.maxPool(name, x, k[0], k[1], sliding)
                : net.averagePool(name, x, k[0], k[1], sliding, layer.flag("avgPoolIncludePadInDivisor", true));
    }

    private Value globalPool(String name, Value x, LayerSettings layer) {
        if (layer.flag("collapseDimensions", true) || axes.channelsLast()) {
            throw layer.refused("leaves no image; use collapseDimensions(false) and CNN2DFormat.NCHW");
        }
        int[] axes = layer.has("poolingDimensions") ? layer.wholes("poolingDimensions", 2, 0) : new int[] {2, 3};
        if (axes[0] != 2 || axes[1] != 3) {
            throw layer.refused("pools over other axes than rows and columns; use poolingDimensions(2, 3)");
        }
        return switch (layer.oneOf("poolingType", "pools by", "", "MAX", "AVG", "SUM")) {
            case "AVG" -> net.globalAverage(name, x);
            case "SUM" -> net.affine(name, net.globalAverage(name + ".mean", x), (double) x.height() * x.width(), 0);
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
        if (axes.channelsLast()) {
            throw layer.refused(
                    "takes rows of the image and no channels, for its channels come last; use" + " CNN2DFormat.NCHW");
        }
        return net.sliceChannels(name, x, layer.whole("from", 0), layer.whole("to", 0) + 1);
    }

    private static String mode(LayerSettings layer) {
        return layer.oneOf("convolutionMode", "has the convolution mode", "Truncate", "Same", "Strict", "Truncate");
    }

    private static Sliding sliding(LayerSettings layer, Value x, int[] kernel) {
        int[] stride = layer.pair("stride", 1, 1);
        int[] dilation = layer.pair("dilation", 1, 1);
        int[] padding = layer.pair("padding", 0, 0);
        Sliding sliding = Sliding.of(stride, dilation);
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
        return sliding.padded(padding);
    }
}
