package org.duress.model.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.duress.base.Extent;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operator;
import org.duress.model.lowering.graph.Tensor;
import org.duress.spec.ModelLayout;

/** Convolutions and poolings. */
final class Windows {
    private static final int MOST = 1 << 12;

    private Windows() {}

    static void addTo(Map<String, Operator<OnnxStep>> all) {
        all.put("Conv", Operator.single(Windows::conv));
        all.put("ConvTranspose", Operator.single(Windows::transposedConv));
        all.put("MaxPool", Operator.single(Windows::maxPool));
        all.put("AveragePool", Operator.single(Windows::averagePool));
        all.put("GlobalAveragePool", Operator.single(step -> {
            return ofImage(step, step.net().globalAverage(step.name(), step.image(0, ModelLayout.NCHW)));
        }));
        all.put("GlobalMaxPool", Operator.single(step -> {
            return ofImage(step, step.net().globalMax(step.name(), step.image(0, ModelLayout.NCHW)));
        }));
    }

    private static Tensor ofImage(OnnxStep step, Value value) {
        return Tensor.image(value, step.tensor(0).batch(), ModelLayout.NCHW);
    }

    /** The attributes that all of them share, for one input. */
    private record Window(Extent kernel, Sliding sliding, String autoPad) {
        static Window of(OnnxStep step, Value x, Extent kernel) {
            Extent stride = each(step, x, "strides");
            Extent dilation = each(step, x, "dilations");
            int axes = x.axes();
            int[] pads = step.node().integers("pads", new int[2 * axes]);
            if (pads.length != 2 * axes) {
                throw step.refused("a window with " + pads.length / 2 + " axes");
            }
            for (int pad : pads) {
                require(step, "pads", pad, 0);
            }
            for (int taps : new int[] {kernel.z(), kernel.y(), kernel.x()}) {
                require(step, "kernel_shape", taps, 1);
            }
            Sliding sliding = new Sliding(
                    stride,
                    dilation,
                    extent(Arrays.copyOf(pads, axes), 0),
                    extent(Arrays.copyOfRange(pads, axes, 2 * axes), 0));
            String autoPad = step.node().text("auto_pad", "NOTSET");
            Sliding padded = switch (autoPad) {
                case "NOTSET", "" -> sliding;
                case "VALID" -> sliding.unpadded();
                case "SAME_UPPER" -> sliding.same(x.extent(), kernel, true);
                case "SAME_LOWER" -> sliding.same(x.extent(), kernel, false);
                default -> throw step.refused("auto_pad " + autoPad);
            };
            return new Window(kernel, padded, autoPad);
        }

        static Window ofPool(OnnxStep step, Value x) {
            Window window = of(step, x, each(step, x, "kernel_shape"));
            return step.node().integer("ceil_mode", 0) == 0 ? window : window.roundedUp(x);
        }

        /** With padding at the end so that rounding down gives what rounding up gave without. */
        private Window roundedUp(Value x) {
            Extent span = kernel.with(sliding.dilation(), (taps, apart) -> apart * (taps - 1) + 1);
            Extent begun = x.extent().with(sliding.before(), Integer::sum);
            Extent steps = begun.with(sliding.after(), Integer::sum)
                    .with(span, (all, own) -> all - own)
                    .with(sliding.stride(), (room, stride) -> -Math.floorDiv(-room, stride));
            // A window that would begin beyond the image is left out.
            Extent last = steps.with(sliding.stride(), (count, stride) -> count * stride)
                    .with(begun, (first, all) -> first >= all ? 1 : 0)
                    .with(steps, (beyond, count) -> count - beyond);
            Extent end = last.with(sliding.stride(), (count, stride) -> count * stride)
                    .with(span, Integer::sum)
                    .with(begun, (reached, all) -> Math.max(0, reached - all));
            return new Window(kernel, sliding.padded(sliding.before(), end), autoPad);
        }

        /** An attribute with a number an axis; 1 where it is left out. */
        private static Extent each(OnnxStep step, Value x, String name) {
            int[] ones = new int[x.axes()];
            Arrays.fill(ones, 1);
            int[] values = step.node().integers(name, ones);
            if (values.length != x.axes()) {
                throw step.refused("a window with " + values.length + " axes");
            }
            for (int value : values) {
                require(step, name, value, 1);
            }
            return extent(values, 1);
        }

        private static void require(OnnxStep step, String name, int value, int least) {
            if (value < least || value > MOST) {
                throw step.refused(name + " of " + value);
            }
        }
    }

    /**
     * Numbers of the axes of an image.
     *
     * @param planes what slices have for planes
     */
    private static Extent extent(int[] sizes, int planes) {
        int last = sizes.length - 1;
        return new Extent(last == 1 ? planes : sizes[0], sizes[last - 1], sizes[last]);
    }

    /** Shape of the weights of a convolution, which must be known, and be for as many axes as its image has. */
    private static int[] kernelShape(OnnxStep step, Constant weights, Value x) {
        int[] shape = weights.shape();
        if (shape.length != x.axes() + 2) {
            throw step.refused("weights with " + (shape.length - 2) + " spatial axes");
        }
        for (int size : shape) {
            if (size < 1) {
                throw step.refused("weights without numbers");
            }
        }
        return shape;
    }

    private static Extent taps(int[] kernelShape) {
        return extent(Arrays.copyOfRange(kernelShape, 2, kernelShape.length), 1);
    }

    private static float[] bias(OnnxStep step) {
        Optional<Constant> bias = step.optionalConstant(2, "its biases");
        if (bias.isPresent() && bias.get().size() == 0) {
            throw step.refused("biases that are none");
        }
        return bias.isPresent() ? bias.get().floats() : Kernel.NO_BIAS;
    }

    private static int groups(OnnxStep step) {
        int groups = step.node().integer("group", 1);
        if (groups < 1) {
            throw step.refused("a group of " + groups);
        }
        return groups;
    }

    private static Tensor conv(OnnxStep step) {
        Constant weights = step.constant(1, "its weights");
        Value x = step.image(0, ModelLayout.NCHW);
        int[] shape = kernelShape(step, weights, x);
        Window window = Window.of(step, x, taps(shape));
        Kernel kernel = Kernel.ofOihw(weights.floats(), shape[0], shape[1], taps(shape), bias(step));
        Value y = step.net().conv(step.name(), x, kernel, window.sliding(), groups(step));
        return ofImage(step, y);
    }

    private static Tensor transposedConv(OnnxStep step) {
        Constant weights = step.constant(1, "its weights");
        Value x = step.image(0, ModelLayout.NCHW);
        int[] shape = kernelShape(step, weights, x);
        int groups = groups(step);
        if (shape[0] % groups != 0) {
            throw step.refused("a group of " + groups + " for " + shape[0] + " channels");
        }
        Window window = Window.of(step, x, taps(shape));
        int[] given = step.node().integers("output_padding", new int[x.axes()]);
        int[] wanted = step.node().integers("output_shape");
        Sliding s = window.sliding();
        if (given.length != x.axes() || Arrays.stream(given).anyMatch(more -> more < 0 || more > MOST)) {
            throw step.refused("its output_padding");
        }
        Extent more = extent(given, 0);
        boolean same = window.autoPad().startsWith("SAME");
        if (same || wanted.length > 0) {
            int spatial = Math.max(0, wanted.length - x.axes());
            Extent size = wanted.length > 0
                    ? extent(Arrays.copyOfRange(wanted, spatial, wanted.length), 1)
                    : x.extent().with(s.stride(), (from, stride) -> from * stride);
            Extent beyond = x.extent()
                    .with(s.stride(), (from, stride) -> (from - 1) * stride)
                    .with(more, Integer::sum)
                    .with(taps(shape).with(s.dilation(), (taps, apart) -> apart * (taps - 1) + 1), Integer::sum)
                    .with(size, (all, kept) -> all - kept);
            // What lies beyond the kernels' reach is only bias: rows that output padding adds.
            more = more.with(beyond, (own, left) -> own + Math.max(0, -left));
            Extent cut = beyond.map(left -> Math.max(0, left));
            boolean upper = window.autoPad().equals("SAME_UPPER");
            Extent before = cut.map(all -> upper ? all / 2 : all - all / 2);
            s = s.padded(before, cut.with(before, (all, first) -> all - first));
        }
        Kernel kernel = Kernel.ofTransposedIohw(weights.floats(), shape[0], shape[1], taps(shape), groups, bias(step));
        Value y = step.net().transposedConv(step.name(), x, kernel, s, more, groups);
        return ofImage(step, y);
    }

    private static Tensor maxPool(OnnxStep step) {
        Value x = step.image(0, ModelLayout.NCHW);
        Window window = Window.ofPool(step, x);
        Value y = step.net().maxPool(step.name(), x, window.kernel(), window.sliding());
        return ofImage(step, y);
    }

    private static Tensor averagePool(OnnxStep step) {
        Value x = step.image(0, ModelLayout.NCHW);
        Window window = Window.ofPool(step, x);
        Sliding s = window.sliding();
        if (!s.dilation().equals(Extent.ONE)) {
            throw step.refused("a dilated average pooling");
        }
        boolean padded = !s.before().equals(Extent.ZERO) || !s.after().equals(Extent.ZERO);
        boolean count = step.node().integer("count_include_pad", 0) != 0;
        if (count && step.node().integer("ceil_mode", 0) != 0 && padded) {
            throw step.refused("an average pooling with ceil_mode that counts its padding");
        }
        Value y = step.net().averagePool(step.name(), x, window.kernel(), s, count);
        return ofImage(step, y);
    }
}
