package org.duress.model.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.duress.model.lowering.Value;

/**
 * Makes one scale and shift of several in a row, as exporters write them behind a normalisation. The superseded layer
 * leads nowhere, so it is left out of the network.
 */
final class Scales {
    private final Map<String, Scaled> known = new HashMap<>();

    /** A layer that ends in a scale and a shift a channel. */
    @FunctionalInterface
    interface Layer {
        Value of(float[] scale, float[] shift);
    }

    private record Scaled(Layer layer, float[] scale, float[] shift) {}

    /** The layer with scale 1 and shift 0. */
    Value scaled(int channels, Layer layer) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return made(layer, ones, new float[channels]);
    }

    /** {@code scale * x + shift} of each channel. */
    Value affine(Step step, Value x, float[] scale, float[] shift) {
        Scaled before = known.get(x.node());
        if (before == null) {
            return made((s, t) -> step.net().affine(step.name(), x, s, t), scale, shift);
        }
        float[] scales = new float[scale.length];
        float[] shifts = new float[scale.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = (float) ((double) scale[c] * before.scale[c]);
            shifts[c] = (float) ((double) scale[c] * before.shift[c] + shift[c]);
        }
        return made(before.layer, scales, shifts);
    }

    /** {@code scale * x + shift} with the same numbers for all channels. */
    Value affine(Step step, Value x, double scale, double shift) {
        float[] scales = new float[x.channels()];
        float[] shifts = new float[x.channels()];
        Arrays.fill(scales, (float) scale);
        Arrays.fill(shifts, (float) shift);
        return affine(step, x, scales, shifts);
    }

    private Value made(Layer layer, float[] scale, float[] shift) {
        Value value = layer.of(scale, shift);
        known.put(value.node(), new Scaled(layer, scale, shift));
        return value;
    }
}
