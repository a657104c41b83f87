package org.duress.net.nd4j.array;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A node's output in one workspace: its values, and the gradient of the loss with respect to them. */
public final class Tensor {
    private final INDArray values;
    /** Whether a pullback to the workspace's input passes here; weights' gradients are asked for by layer. */
    private @Nullable INDArray gradient;

    private boolean filled;

    private Tensor(INDArray values) {
        this.values = values;
    }

    public static Tensor zeros(long... shape) {
        return new Tensor(Nd4j.create(DataType.FLOAT, shape));
    }

    /** Shares the values of another tensor: the op computes in place. */
    public static Tensor inPlaceOf(Tensor other) {
        return new Tensor(other.values);
    }

    public INDArray values() {
        return values;
    }

    public long[] shape() {
        return values.shape();
    }

    /** The gradient's array, allocated at the first pullback. */
    public INDArray gradient() {
        if (gradient == null) {
            gradient = Nd4j.create(DataType.FLOAT, values.shape());
        }
        return gradient;
    }

    /** Whether something has been written to the gradient in this pullback. */
    public boolean filled() {
        return filled;
    }

    public void filled(boolean value) {
        filled = value;
    }
}
