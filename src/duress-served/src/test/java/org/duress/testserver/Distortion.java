package org.duress.testserver;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Faults that lie in the numbers of an answer. */
record Distortion(Faults faults, int classAxis) {
    /** What the {@code request}-th infer request gets in place of {@code right}. */
    Tensor of(Tensor right, long request) {
        Tensor tensor = right;
        if (request >= faults.number(Fault.SWAP_AFTER, Long.MAX_VALUE)) {
            tensor = rolled(tensor);
        }
        if (faults.strikes(Fault.BATCH_FIRST_ONLY, request)) {
            tensor = rearranged(tensor, image -> 0);
        }
        if (request >= faults.number(Fault.PERMUTED_AFTER, Long.MAX_VALUE)) {
            int last = (int) tensor.shape()[0] - 1;
            tensor = rearranged(tensor, image -> last - image);
        }
        if (faults.strikes(Fault.HARD, request)) {
            tensor = hard(tensor);
        }
        if (faults.strikes(Fault.RANDOM, request)) {
            tensor = blurred(tensor, request);
        }
        if (faults.strikes(Fault.NAN, request)) {
            float[] values = tensor.values().clone();
            values[values.length / 2] = Float.NaN;
            tensor = new Tensor(tensor.name(), tensor.shape(), values);
        }
        if (faults.strikes(Fault.WRONG_SHAPE, request)) {
            tensor = oneClassLess(tensor);
        }
        return tensor;
    }

    /** Each image with what {@code from} gives for it. */
    private static Tensor rearranged(Tensor tensor, IntUnaryOperator from) {
        int images = (int) tensor.shape()[0];
        int each = tensor.values().length / images;
        float[] values = new float[tensor.values().length];
        for (int image = 0; image < images; image++) {
            System.arraycopy(tensor.values(), from.applyAsInt(image) * each, values, image * each, each);
        }
        return new Tensor(tensor.name(), tensor.shape(), values);
    }

    private int classes(Tensor tensor) {
        return (int) tensor.shape()[classAxis];
    }

    /** How far apart the classes of one pixel lie. */
    private int stride(Tensor tensor) {
        long[] shape = tensor.shape();
        return Tensor.count(Arrays.copyOfRange(shape, classAxis + 1, shape.length));
    }

    /** A value of a pixel, of its new class. */
    private interface Value {
        float of(float[] values, int first, int label);
    }

    private Tensor pixelwise(Tensor tensor, Value value) {
        int classes = classes(tensor);
        int stride = stride(tensor);
        float[] values = tensor.values();
        float[] others = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int label = i / stride % classes;
            others[i] = value.of(values, i - label * stride, label);
        }
        return new Tensor(tensor.name(), tensor.shape(), others);
    }

    private Tensor rolled(Tensor tensor) {
        int classes = classes(tensor);
        int stride = stride(tensor);
        return pixelwise(tensor, (values, first, label) -> values[first + (label + classes - 1) % classes * stride]);
    }

    private Tensor hard(Tensor tensor) {
        int classes = classes(tensor);
        int stride = stride(tensor);
        return pixelwise(tensor, (values, first, label) -> {
            int best = 0;
            for (int other = 1; other < classes; other++) {
                if (values[first + other * stride] > values[first + best * stride]) {
                    best = other;
                }
            }
            return label == best ? 1 : 0;
        });
    }

    /** Mixed with the uniform distribution, so that probabilities stay probabilities. */
    private Tensor blurred(Tensor tensor, long request) {
        float share = 0.02f * (1 + request % 7);
        float uniform = 1f / classes(tensor);
        int stride = stride(tensor);
        return pixelwise(
                tensor, (values, first, label) -> (1 - share) * values[first + label * stride] + share * uniform);
    }

    private Tensor oneClassLess(Tensor tensor) {
        long[] shape = tensor.shape().clone();
        shape[classAxis]--;
        int stride = stride(tensor);
        int block = classes(tensor) * stride;
        int kept = block - stride;
        float[] values = new float[Tensor.count(shape)];
        for (int from = 0, to = 0; from < tensor.values().length; from += block, to += kept) {
            System.arraycopy(tensor.values(), from, values, to, kept);
        }
        return new Tensor(tensor.name(), shape, values);
    }
}
