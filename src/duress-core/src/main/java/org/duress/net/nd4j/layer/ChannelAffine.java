package org.duress.net.nd4j.layer;

import org.duress.net.nd4j.array.Transfer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** {@code scale * x + shift} per channel, as a native normalisation with mean 0 and variance 1: one pass. */
final class ChannelAffine {
    private final INDArray zero;
    private final INDArray one;
    private final INDArray scale;
    private final INDArray shift;
    private final PreparedOps<NativeOp> prepared = new PreparedOps<>();

    ChannelAffine(int channels) {
        zero = Nd4j.zeros(DataType.FLOAT, channels);
        one = Nd4j.ones(DataType.FLOAT, channels);
        scale = Nd4j.create(DataType.FLOAT, channels);
        shift = Nd4j.create(DataType.FLOAT, channels);
    }

    void apply(INDArray x, float[] scales, float[] shifts, INDArray to) {
        Transfer.write(scales, scale);
        Transfer.write(shifts, shift);
        prepared.get("affine", () -> normalisation(x, zero, one, scale, shift, to, 0), x, to)
                .run();
    }

    static NativeOp normalisation(
            INDArray x, INDArray mean, INDArray variance, INDArray gamma, INDArray beta, INDArray to, double epsilon) {
        return NativeOp.of(DynamicCustomOp.builder("batchnorm")
                .addInputs(x, mean, variance, gamma, beta)
                .addOutputs(to)
                .addIntegerArguments(1, 1, 3)
                .addFloatingPointArguments(epsilon)
                .build());
    }
}
