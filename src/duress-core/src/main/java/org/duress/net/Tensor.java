package org.duress.net;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A node's output in one executor: its values, and the gradient of the loss with respect to them. */
final class Tensor {
    private final INDArray values;
    /** Whether a pullback to the executor's input passes here; weights' gradients are asked for by layer. */
    private @Nullable INDArray gradient;

    private boolean filled;

    Tensor(INDArray values) {
        this.values = values;
    }

    static Tensor zeros(long... shape) {
        return new Tensor(Nd4j.create(DataType.FLOAT, shape));
    }

    /** Shares the values of another tensor: the op computes in place. */
    static Tensor inPlaceOf(Tensor other) {
        return new Tensor(other.values);
    }

    INDArray values() {
        return values;
    }

    long[] shape() {
        return values.shape();
    }

    /** The gradient's array, allocated at the first pullback. */
    INDArray gradient() {
        if (gradient == null) {
            gradient = Nd4j.create(DataType.FLOAT, values.shape());
        }
        return gradient;
    }

    /** Whether something has been written to the gradient in this pullback. */
    boolean filled() {
        return filled;
    }

    void filled(boolean value) {
        filled = value;
    }
}
