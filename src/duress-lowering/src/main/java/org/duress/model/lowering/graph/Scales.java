package org.duress.model.lowering.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.duress.model.lowering.Value;
import org.jspecify.annotations.Nullable;

/** The scales and shifts of a network under construction: what a layer is a multiple of is known. */
public abstract sealed class Scales {
    /** A layer that ends in a scale and a shift a channel. */
    @FunctionalInterface
    public interface Layer {
        Value of(float[] scale, float[] shift);
    }

    private record Scaled(Layer layer, String source, float[] scale, float[] shift) {
        /** Whether it is a multiple of what is scaled. */
        boolean isMultiple() {
            boolean uniform = true;
            for (int c = 0; c < scale.length; c++) {
                uniform &= scale[c] == scale[0] && shift[c] == 0;
            }
            return uniform;
        }

        boolean changesNothing() {
            return isMultiple() && scale[0] == 1;
        }
    }

    private final Map<String, Scaled> known = new HashMap<>();

    private Scales() {}

    /**
     * One scale and shift of several in a row, as exporters write them behind a normalisation. The superseded layer
     * leads nowhere, so it is left out of the network.
     */
    public static Scales joined() {
        return new Joined();
    }

    /** Each scale and shift a layer of its own, save where joining two rounds nothing: behind a scale 1, shift 0. */
    public static Scales apart() {
        return new Apart();
    }

    private static final class Joined extends Scales {
        @Override
        Value affine(Step step, Value x, float[] scale, float[] shift) {
            Scaled before = of(x);
            if (before == null) {
                return onItsOwn(step, x, scale, shift);
            }
            float[] scales = new float[scale.length];
            float[] shifts = new float[scale.length];
            for (int c = 0; c < scales.length; c++) {
                scales[c] = (float) ((double) scale[c] * before.scale[c]);
                shifts[c] = (float) ((double) scale[c] * before.shift[c] + shift[c]);
            }
            return made(new Scaled(before.layer, before.source, scales, shifts));
        }
    }

    private static final class Apart extends Scales {
        @Override
        Value affine(Step step, Value x, float[] scale, float[] shift) {
            Scaled before = of(x);
            return before != null && before.source.isEmpty() && before.changesNothing()
                    ? made(new Scaled(before.layer, before.source, scale, shift))
                    : onItsOwn(step, x, scale, shift);
        }
    }

    /** {@code scale * x + shift} of each channel. */
    abstract Value affine(Step step, Value x, float[] scale, float[] shift);

    /** A layer with scale 1 and shift 0. */
    Value scaled(Value x, Layer layer) {
        float[] ones = new float[x.channels()];
        Arrays.fill(ones, 1);
        return made(new Scaled(layer, "", ones, new float[ones.length]));
    }

    /** The number that a value is another one times, if it is. */
    OptionalDouble factor(Value y, Value x) {
        Scaled scaled = of(y);
        return scaled != null && scaled.source.equals(x.node()) && scaled.isMultiple()
                ? OptionalDouble.of(scaled.scale[0])
                : OptionalDouble.empty();
    }

    final @Nullable Scaled of(Value x) {
        return known.get(x.node());
    }

    final Value onItsOwn(Step step, Value x, float[] scale, float[] shift) {
        return made(new Scaled((s, t) -> step.net().affine(step.name(), x, s, t), x.node(), scale, shift));
    }

    final Value made(Scaled scaled) {
        Value value = scaled.layer.of(scaled.scale, scaled.shift);
        known.put(value.node(), scaled);
        return value;
    }
}
