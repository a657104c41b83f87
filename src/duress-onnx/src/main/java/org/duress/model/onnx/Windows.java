package org.duress.model.onnx;

import java.util.Map;
import java.util.Optional;
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
    private record Window(int kernelY, int kernelX, Sliding sliding, String autoPad) {
        static Window of(OnnxStep step, Value x, int kernelY, int kernelX) {
            int[] strides = two(step, "strides", 1);
            int[] dilations = two(step, "dilations", 1);
            int[] pads = step.node().integers("pads", 0, 0, 0, 0);
            if (pads.length != 4) {
                throw step.refused("a window with " + pads.length / 2 + " axes");
            }
            for (int pad : pads) {
                require(step, "pads", pad, 0);
            }
            require(step, "kernel_shape", kernelY, 1);
            require(step, "kernel_shape", kernelX, 1);
            Sliding sliding =
                    new Sliding(strides[0], strides[1], dilations[0], dilations[1], pads[0], pads[2], pads[1], pads[3]);
            String autoPad = step.node().text("auto_pad", "NOTSET");
            Sliding padded = switch (autoPad) {
                case "NOTSET", "" -> sliding;
                case "VALID" -> sliding.padded(0, 0, 0, 0);
                case "SAME_UPPER" -> sliding.same(x.height(), x.width(), kernelY, kernelX, true);
                case "SAME_LOWER" -> sliding.same(x.height(), x.width(), kernelY, kernelX, false);
                default -> throw step.refused("auto_pad " + autoPad);
            };
            return new Window(kernelY, kernelX, padded, autoPad);
        }

        static Window ofPool(OnnxStep step, Value x) {
            int[] kernel = two(step, "kernel_shape", 1);
            Window window = of(step, x, kernel[0], kernel[1]);
            return step.node().integer("ceil_mode", 0) == 0 ? window : window.roundedUp(x);
        }

        /** With padding at the end so that rounding down gives what rounding up gave without. */
        private Window roundedUp(Value x) {
            Sliding s = sliding;
            int bottom = end(x.height(), kernelY, s.strideY(), s.dilationY(), s.top(), s.bottom());
            int right = end(x.width(), kernelX, s.strideX(), s.dilationX(), s.left(), s.right());
            return new Window(kernelY, kernelX, s.padded(s.top(), bottom, s.left(), right), autoPad);
        }

        private static int end(int size, int kernel, int stride, int dilation, int before, int after) {
            int span = dilation * (kernel - 1) + 1;
            int steps = -Math.floorDiv(-(size + before + after - span), stride);
            // A window that would begin beyond the image is left out.
            int last = steps * stride >= size + before ? steps - 1 : steps;
            return Math.max(0, last * stride + span - size - before);
        }

        private static int[] two(OnnxStep step, String name, int otherwise) {
            int[] values = step.node().integers(name, otherwise, otherwise);
            if (values.length != 2) {
                throw step.refused("a window with " + values.length + " axes");
            }
            require(step, name, values[0], 1);
            require(step, name, values[1], 1);
            return values;
        }

        private static void require(OnnxStep step, String name, int value, int least) {
            if (value < least || value > MOST) {
                throw step.refused(name + " of " + value);
            }
        }
    }

    /** Weights of a convolution, which must be two-dimensional and known. */
    private static int[] kernelShape(OnnxStep step, Constant weights) {
        int[] shape = weights.shape();
        if (shape.length != 4) {
            throw step.refused("weights with " + (shape.length - 2) + " spatial axes");
        }
        for (int size : shape) {
            if (size < 1) {
                throw step.refused("weights without numbers");
            }
        }
        return shape;
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
        int[] shape = kernelShape(step, weights);
        Value x = step.image(0, ModelLayout.NCHW);
        Window window = Window.of(step, x, shape[2], shape[3]);
        Kernel kernel = Kernel.ofOihw(weights.floats(), shape[0], shape[1], shape[2], shape[3], bias(step));
        Value y = step.net().conv(step.name(), x, kernel, window.sliding(), groups(step));
        return ofImage(step, y);
    }

    private static Tensor transposedConv(OnnxStep step) {
        Constant weights = step.constant(1, "its weights");
        int[] shape = kernelShape(step, weights);
        int groups = groups(step);
        if (shape[0] % groups != 0) {
            throw step.refused("a group of " + groups + " for " + shape[0] + " channels");
        }
        Value x = step.image(0, ModelLayout.NCHW);
        Window window = Window.of(step, x, shape[2], shape[3]);
        int[] more = step.node().integers("output_padding", 0, 0);
        int[] wanted = step.node().integers("output_shape");
        Sliding s = window.sliding();
        if (more.length != 2 || more[0] < 0 || more[1] < 0 || more[0] > MOST || more[1] > MOST) {
            throw step.refused("its output_padding");
        }
        if (window.autoPad().startsWith("SAME") && wanted.length == 0) {
            wanted = new int[] {x.height() * s.strideY(), x.width() * s.strideX()};
        }
        if (wanted.length > 0) {
            int height = wanted[wanted.length - 2];
            int width = wanted[wanted.length - 1];
            int y = (x.height() - 1) * s.strideY() + more[0] + s.dilationY() * (shape[2] - 1) + 1 - height;
            int z = (x.width() - 1) * s.strideX() + more[1] + s.dilationX() * (shape[3] - 1) + 1 - width;
            if (y < 0 || z < 0) {
                // What lies beyond the kernels' reach is only bias: rows that output padding adds.
                more = new int[] {more[0] + Math.max(0, -y), more[1] + Math.max(0, -z)};
                y = Math.max(0, y);
                z = Math.max(0, z);
            }
            boolean upper = window.autoPad().equals("SAME_UPPER");
            int top = upper ? y / 2 : y - y / 2;
            int left = upper ? z / 2 : z - z / 2;
            s = s.padded(top, y - top, left, z - left);
        }
        Kernel kernel =
                Kernel.ofTransposedIohw(weights.floats(), shape[0], shape[1], shape[2], shape[3], groups, bias(step));
        Value y = step.net().transposedConv(step.name(), x, kernel, s, more[0], more[1], groups);
        return ofImage(step, y);
    }

    private static Tensor maxPool(OnnxStep step) {
        Value x = step.image(0, ModelLayout.NCHW);
        Window window = Window.ofPool(step, x);
        Value y = step.net().maxPool(step.name(), x, window.kernelY(), window.kernelX(), window.sliding());
        return ofImage(step, y);
    }

    private static Tensor averagePool(OnnxStep step) {
        Value x = step.image(0, ModelLayout.NCHW);
        Window window = Window.ofPool(step, x);
        Sliding s = window.sliding();
        if (s.dilationY() != 1 || s.dilationX() != 1) {
            throw step.refused("a dilated average pooling");
        }
        boolean padded = s.top() + s.bottom() + s.left() + s.right() > 0;
        boolean count = step.node().integer("count_include_pad", 0) != 0;
        if (count && step.node().integer("ceil_mode", 0) != 0 && padded) {
            throw step.refused("an average pooling with ceil_mode that counts its padding");
        }
        Value y = step.net().averagePool(step.name(), x, window.kernelY(), window.kernelX(), s, count);
        return ofImage(step, y);
    }
}
