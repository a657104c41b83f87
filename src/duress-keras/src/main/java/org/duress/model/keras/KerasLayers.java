package org.duress.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.base.Extent;
import org.duress.model.Dimensions;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.ImageAxes;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;

/** Lowers layers one by one, with the meaning that Keras on TensorFlow 2 gives them at inference. */
final class KerasLayers {
    private final Lowering net;
    private final KerasFile file;
    private final ImageAxes axes;
    private final KerasActivations activations;

    KerasLayers(Lowering net, KerasFile file, ImageAxes axes) {
        this.net = net;
        this.file = file;
        this.axes = axes;
        activations = new KerasActivations(net, axes, file.isKeras3());
    }

    /**
     * The result of one application of a layer.
     *
     * @throws IllegalArgumentException if it cannot take these inputs
     * @throws org.duress.DuressException if the core does not have it
     */
    Value lower(KerasLayer layer, int call, List<Value> inputs) {
        LayerSettings settings = layer.settings();
        String name = layer.node(call);
        if (inputs.isEmpty()) {
            throw settings.refused("has no input; save the model again with model.save");
        }
        KerasKeys.requireKnown(layer);
        KerasKeys.requireNoArguments(layer, layer.applications().get(call));
        requireDimensions(layer);
        Value x = inputs.get(0);
        Optional<KerasConvolution> kind = KerasConvolution.of(layer.type());
        if (kind.isPresent()) {
            Value y = convolved(kind.get(), core(name, settings), x, layer);
            return activations.apply(name, y, settings);
        }
        return switch (layer.type()) {
            case "Dense" -> activations.apply(name, dense(core(name, settings), x, layer), settings);
            case "BatchNormalization", "SyncBatchNormalization" -> batchNorm(name, x, layer);
            case "LayerNormalization" -> layerNorm(name, x, layer);
            case "Activation" -> activations.apply(name, x, settings);
            case "ReLU" -> relu(name, x, settings);
            case "LeakyReLU" ->
                net.leakyRelu(name, x, settings.number("alpha", settings.number("negative_slope", 0.3)));
            case "ELU" -> net.elu(name, x, settings.number("alpha", 1));
            case "PReLU" -> prelu(name, x, layer);
            case "Softmax" -> activations.softmax(name, x, settings, axis(settings));
            case "MaxPooling2D", "MaxPool2D", "MaxPooling3D", "MaxPool3D" -> {
                Extent k = settings.extent("pool_size", axes.count(), 1, 2);
                yield net.maxPool(name, x, k, sliding(settings, x, k, k));
            }
            case "AveragePooling2D", "AvgPool2D", "AveragePooling3D", "AvgPool3D" -> {
                Extent k = settings.extent("pool_size", axes.count(), 1, 2);
                yield net.averagePool(name, x, k, sliding(settings, x, k, k), false);
            }
            case "GlobalAveragePooling2D", "GlobalAvgPool2D", "GlobalAveragePooling3D", "GlobalAvgPool3D" ->
                net.globalAverage(name, x);
            case "GlobalMaxPooling2D", "GlobalMaxPool2D", "GlobalMaxPooling3D", "GlobalMaxPool3D" ->
                net.globalMax(name, x);
            case "Reshape" -> reshape(x, settings);
            case "UpSampling2D", "UpSampling3D" -> upsampling(name, x, settings);
            case "ZeroPadding2D", "ZeroPadding3D" ->
                net.zeroPad(name, x, side(settings, "padding", 0), side(settings, "padding", 1));
            case "Cropping2D", "Cropping3D" ->
                net.crop(name, x, side(settings, "cropping", 0), side(settings, "cropping", 1));
            case "Concatenate" -> {
                axes.requireChannels(settings, axis(settings), "concatenates");
                yield inputs.size() == 1 ? x : net.concat(name, inputs);
            }
            case "Add" -> net.add(name, inputs);
            case "Average" -> net.average(name, inputs);
            case "Subtract" -> net.subtract(name, x, inputs.get(inputs.size() - 1));
            case "Multiply" -> net.multiply(name, inputs);
            case "Rescaling" -> rescaling(name, x, settings);
            case "Dropout",
                    "SpatialDropout2D",
                    "SpatialDropout3D",
                    "GaussianNoise",
                    "GaussianDropout",
                    "AlphaDropout",
                    "ActivityRegularization" -> x;
            case "Lambda", "TFOpLambda", "SlicingOpLambda" ->
                throw settings.refused("is code and no layer, and Duress runs no code of a model file; replace it by"
                        + " layers, or export the model to ONNX (model.format: onnx)");
            default ->
                throw settings.refused("is no layer that Duress computes; replace it, or export the model to ONNX"
                        + " (model.format: onnx)");
        };
    }

    /** What Keras would not build either: a layer of slices among volumes, or the other way round. */
    private void requireDimensions(KerasLayer layer) {
        String other = axes.count() == 2 ? "3D" : "2D";
        if (layer.type().endsWith(other) || layer.type().endsWith(other + "Transpose")) {
            throw layer.settings()
                    .refused("is a layer of " + Dimensions.words(axes.count() == 2 ? 3 : 2) + ", and the model takes "
                            + Dimensions.words(axes.count()) + "; save the model again with model.save");
        }
    }

    private static String core(String name, LayerSettings settings) {
        return KerasActivations.none(settings) ? name : name + ".linear";
    }

    private Value convolved(KerasConvolution kind, String name, Value x, KerasLayer layer) {
        return switch (kind) {
            case PLAIN -> conv(name, x, layer);
            case TRANSPOSED -> transposed(name, x, layer);
            case DEPTHWISE -> depthwise(name, x, layer);
            case SEPARABLE -> separable(name, x, layer);
        };
    }

    private Value conv(String name, Value x, KerasLayer layer) {
        Extent k = layer.settings().extent("kernel_size", axes.count(), 1, 1);
        int out = layer.settings().whole("filters", 1);
        int groups = layer.settings().whole("groups", 1, 1);
        if (x.channels() % groups != 0) {
            throw new IllegalArgumentException(groups + " groups do not divide " + x.channels() + " channels");
        }
        int in = x.channels() / groups;
        float[] w = weight(layer, "kernel", shape(k, in, out));
        Kernel kernel = new Kernel(k, in, out, w, bias(layer, out));
        return net.conv(name, x, kernel, sliding(layer.settings(), x, k, Extent.ONE), groups);
    }

    /** Of the weights of a layer; those of slices have no axis of planes. */
    private int[] shape(Extent kernel, int first, int second) {
        return axes.count() == 2
                ? new int[] {kernel.y(), kernel.x(), first, second}
                : new int[] {kernel.z(), kernel.y(), kernel.x(), first, second};
    }

    private Value transposed(String name, Value x, KerasLayer layer) {
        LayerSettings settings = layer.settings();
        Extent k = settings.extent("kernel_size", axes.count(), 1, 1);
        int out = settings.whole("filters", 1);
        int in = x.channels();
        float[] w = weight(layer, "kernel", shape(k, out, in));
        Kernel kernel = Kernel.ofTransposedHwoi(w, in, out, k, bias(layer, out));
        Sliding sliding = slides(settings, Extent.ONE);
        Extent reach = sliding.reach(kernel.taps());
        boolean same = same(settings);
        Extent size;
        if (settings.has("output_padding")) {
            size = x.extent()
                    .with(sliding.stride(), (from, stride) -> (from - 1) * stride)
                    .with(reach, (all, own) -> all + own - 2 * (same ? own / 2 : 0))
                    .with(settings.extent("output_padding", axes.count(), 0, 0), Integer::sum);
        } else {
            Extent more = reach.with(sliding.stride(), (own, stride) -> same ? 0 : Math.max(0, own - stride));
            size = x.extent()
                    .with(sliding.stride(), (from, stride) -> from * stride)
                    .with(more, Integer::sum);
        }
        return net.transposedConvTo(name, x, kernel, sliding, size);
    }

    private Value depthwise(String name, Value x, KerasLayer layer) {
        Extent k = layer.settings().extent("kernel_size", axes.count(), 1, 1);
        int multiplier = multiplier(layer.settings());
        // Keras 3 calls it so in .h5, where arrays have names.
        String kernelName = arrays(layer).containsKey("kernel") ? "kernel" : "depthwise_kernel";
        float[] w = weight(layer, kernelName, k.y(), k.x(), x.channels(), multiplier);
        float[] bias = bias(layer, Math.multiplyExact(x.channels(), multiplier));
        Kernel kernel = Kernel.depthwise(w, k.y(), k.x(), x.channels(), multiplier, bias);
        return net.conv(name, x, kernel, sliding(layer.settings(), x, k, Extent.ONE), x.channels());
    }

    private Value separable(String name, Value x, KerasLayer layer) {
        Extent k = layer.settings().extent("kernel_size", axes.count(), 1, 1);
        int multiplier = multiplier(layer.settings());
        int middle = Math.multiplyExact(x.channels(), multiplier);
        int out = layer.settings().whole("filters", 1);
        float[] deep = weight(layer, "depthwise_kernel", k.y(), k.x(), x.channels(), multiplier);
        float[] point = weight(layer, "pointwise_kernel", 1, 1, middle, out);
        Kernel depthwise = Kernel.depthwise(deep, k.y(), k.x(), x.channels(), multiplier, Kernel.NO_BIAS);
        Kernel pointwise = Kernel.ofPixels(point, middle, out, bias(layer, out));
        return net.separable(name, x, depthwise, pointwise, sliding(layer.settings(), x, k, Extent.ONE));
    }

    /** A dense layer acts on the last axis of whatever it gets. */
    private Value dense(String name, Value x, KerasLayer layer) {
        if (!axes.channelsLast() && !isPixel(x)) {
            throw layer.settings()
                    .refused("acts on the columns of the image, for its channels come first; use Conv" + axes.count()
                            + "D");
        }
        int out = layer.settings().whole("units", 1);
        float[] w = weight(layer, "kernel", x.channels(), out);
        return net.conv(name, x, Kernel.ofPixels(w, x.channels(), out, bias(layer, out)), Sliding.PLAIN, 1);
    }

    private Value batchNorm(String name, Value x, KerasLayer layer) {
        LayerSettings settings = layer.settings();
        axes.requireChannels(settings, axis(settings), "normalises");
        return net.batchNorm(
                name,
                x,
                gamma(x, layer),
                beta(x, layer),
                weight(layer, "moving_mean", x.channels()),
                weight(layer, "moving_variance", x.channels()),
                settings.number("epsilon", 1e-3));
    }

    private Value layerNorm(String name, Value x, KerasLayer layer) {
        LayerSettings settings = layer.settings();
        axes.requireChannels(settings, axis(settings), "normalises");
        return net.layerNorm(name, x, settings.number("epsilon", 1e-3), gamma(x, layer), beta(x, layer));
    }

    private float[] gamma(Value x, KerasLayer layer) {
        return layer.settings().flag("scale", true) ? weight(layer, "gamma", x.channels()) : x.filled(1);
    }

    private float[] beta(Value x, KerasLayer layer) {
        return layer.settings().flag("center", true) ? weight(layer, "beta", x.channels()) : x.filled(0);
    }

    private Value relu(String name, Value x, LayerSettings settings) {
        settings.requireZero("threshold", "has a threshold, which Duress does not compute; use a ReLU without");
        return net.leakyRelu(
                name, x, settings.number("negative_slope", 0), settings.number("max_value", Double.POSITIVE_INFINITY));
    }

    private Value prelu(String name, Value x, KerasLayer layer) {
        Tensor slopes = tensor(layer, "alpha");
        return axes.prelu(net, name, x, layer.settings(), slopes.values(), slopes.shape());
    }

    private Value upsampling(String name, Value x, LayerSettings settings) {
        Extent size = settings.extent("size", axes.count(), 1, 2);
        String interpolation = settings.oneOf("interpolation", "interpolates by", "nearest", "nearest", "bilinear");
        if (interpolation.equals("nearest")) {
            return net.upsample(name, x, size);
        }
        if (halfPixels(file.version())) {
            return net.upsampleLinearly(name, x, size.y(), size.x());
        }
        throw settings.refused("was saved by Keras " + file.version()
                + ", before TensorFlow 2, when bilinear had another meaning; load and save the model with"
                + " TensorFlow 2");
    }

    /** Keras before 2.4 that came without TensorFlow resized by its version 1, between other positions. */
    private static boolean halfPixels(String version) {
        return version.endsWith("-tf") || !version.matches("(0|1|2\\.[0-3])(\\..*)?");
    }

    private static boolean isPixel(Value x) {
        return x.extent().equals(Extent.ONE);
    }

    /** Only what leaves a single pixel as it is, as between global pooling and a gate. */
    private Value reshape(Value x, LayerSettings settings) {
        JsonNode target = settings.json().path("target_shape");
        boolean pixel = isPixel(x) && target.size() == axes.count() + 1;
        int ones = 0;
        for (JsonNode size : target) {
            ones += size.asInt(0) == 1 ? 1 : 0;
        }
        if (!pixel || ones < axes.count()) {
            throw settings.refused(
                    "to " + ModelJson.shown(target) + " leaves no image, so Duress does not compute it; only a pooled"
                            + " vector may become [" + "1, ".repeat(axes.count()) + "channels]");
        }
        return x;
    }

    private Value rescaling(String name, Value x, LayerSettings settings) {
        return net.affine(name, x, perChannel(settings, "scale", x, 1), perChannel(settings, "offset", x, 0));
    }

    private static float[] perChannel(LayerSettings settings, String key, Value x, double otherwise) {
        JsonNode list = settings.json().path(key);
        if (!list.isArray()) {
            return x.filled(settings.number(key, otherwise));
        }
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.path(i).floatValue();
        }
        return numbers;
    }

    private static int multiplier(LayerSettings settings) {
        return settings.whole("depth_multiplier", 1, 1);
    }

    private static boolean same(LayerSettings settings) {
        return settings.oneOf("padding", "has the padding", "valid", "same", "valid")
                .equals("same");
    }

    private Sliding sliding(LayerSettings settings, Value x, Extent kernel, Extent strideOtherwise) {
        Sliding sliding = slides(settings, strideOtherwise);
        return same(settings) ? sliding.same(x.extent(), kernel.fromOne(), true) : sliding;
    }

    /** Stride and dilation, without padding. */
    private Sliding slides(LayerSettings settings, Extent strideOtherwise) {
        Extent stride = settings.has("strides") ? settings.extent("strides", axes.count(), 1, 1) : strideOtherwise;
        return new Sliding(stride, settings.extent("dilation_rate", axes.count(), 1, 1), Extent.ZERO, Extent.ZERO);
    }

    /**
     * What is added or cut off at one end of each axis.
     *
     * @param key whose value is {@code [[top, bottom], [left, right]]}, {@code [rows, columns]}, or one number for all;
     *     of volumes planes come first
     * @param end 0 for the beginning, 1 for the end
     */
    private Extent side(LayerSettings settings, String key, int end) {
        JsonNode value = settings.json().path(key);
        if (!value.path(0).isArray()) {
            return settings.extent(key, axes.count(), 0, 1);
        }
        LayerSettings each = new LayerSettings(settings.where(), indexed(value));
        int y = axes.count() - 2;
        return new Extent(
                y == 0 ? 0 : each.wholes("0", 2, 0)[end],
                each.wholes(String.valueOf(y), 2, 0)[end],
                each.wholes(String.valueOf(y + 1), 2, 0)[end]);
    }

    private static JsonNode indexed(JsonNode list) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < list.size(); i++) {
            object.set(Integer.toString(i), list.path(i));
        }
        return object;
    }

    /** The axis of a layer, alone or in a list; the last one where there is none. */
    private static int axis(LayerSettings settings) {
        JsonNode axis = settings.json().path("axis");
        JsonNode one = axis.isArray() && axis.size() == 1 ? axis.path(0) : axis;
        if (axis.isMissingNode()) {
            return -1;
        }
        if (!one.isInt()) {
            throw settings.refused("has the axis " + ModelJson.shown(axis) + ", where one number is needed");
        }
        return one.intValue();
    }

    private float[] bias(KerasLayer layer, int out) {
        return layer.settings().flag("use_bias", true) ? weight(layer, "bias", out) : Kernel.NO_BIAS;
    }

    private float[] weight(KerasLayer layer, String name, int... shape) {
        Tensor tensor = tensor(layer, name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException("its " + name + " has the shape " + Arrays.toString(tensor.shape())
                    + " and not " + Arrays.toString(shape));
        }
        return tensor.values();
    }

    private Map<String, Tensor> arrays(KerasLayer layer) {
        return file.weights().getOrDefault(layer.name(), Map.of());
    }

    private Tensor tensor(KerasLayer layer, String name) {
        Tensor tensor = arrays(layer).get(name);
        if (tensor == null) {
            throw layer.settings()
                    .refused("has no " + name + " among its weights; save the model again with"
                            + " model.save('model.h5')");
        }
        return tensor;
    }
}
