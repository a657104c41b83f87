package org.duress.model.lowering;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Extent;
import org.duress.net.Op;

/** Sums, products and scales. */
interface Arithmetic extends Convolutions {
    /** Scale and shift of each channel; folded into a convolution before it. */
    default Value affine(String name, Value x, float[] scale, float[] shift) {
        x.requireNumbers(name, scale, shift);
        Value y = draft().add(name, new Op.BatchNorm(0), x);
        draft().put(y, "gamma", scale.clone());
        draft().put(y, "beta", shift.clone());
        draft().put(y, "mean", new float[x.channels()]);
        draft().put(y, "variance", x.filled(1));
        return y;
    }

    /** {@code scale * x + shift} with the same numbers for all channels. */
    default Value affine(String name, Value x, double scale, double shift) {
        return affine(name, x, x.filled(scale), x.filled(shift));
    }

    /** Sum; one of them may have one pixel or one channel, which then goes with all. */
    default Value add(String name, List<Value> values) {
        Value largest = values.get(0);
        for (Value value : values) {
            largest = value.size() > largest.size() ? value : largest;
        }
        List<Value> alike = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            alike.add(broadcast(name + ".operand" + i, values.get(i), largest));
        }
        return draft().add(name, new Op.Add(), alike.toArray(new Value[0]));
    }

    /** {@code a - b}. */
    default Value subtract(String name, Value a, Value b) {
        return add(name, List.of(a, affine(name + ".negative", b, -1, 0)));
    }

    /** Product; one of them may have one pixel or one channel, which then goes with all. */
    default Value multiply(String name, Value a, Value b) {
        return a.size() >= b.size()
                ? draft().add(name, new Op.Multiply(), a, b)
                : draft().add(name, new Op.Multiply(), b, a);
    }

    /** Product of several, two by two from the first. */
    default Value multiply(String name, List<Value> values) {
        Value product = values.get(0);
        for (int i = 1; i < values.size(); i++) {
            product = multiply(i == values.size() - 1 ? name : name + ".product" + i, product, values.get(i));
        }
        return product;
    }

    /** Mean of several. */
    default Value average(String name, List<Value> values) {
        return affine(name, add(name + ".sum", values), 1.0 / values.size(), 0);
    }

    private Value broadcast(String name, Value value, Value like) {
        Value x = value;
        if (x.channels() == 1 && like.channels() > 1) {
            x = channels(name + ".channels", x, like.channels(), like.filled(1));
        }
        if (x.extent().equals(Extent.ONE)) {
            x = resize(name, x, like.extent(), Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC);
        }
        return x;
    }
}
