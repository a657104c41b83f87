package org.duress.net.nd4j.layer;

import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.factory.Nd4j;

/** Normalisation of each pixel over its channels; means over channels are 1 x 1 convolutions. */
final class LayerNormLayer extends Layer {
    private final double epsilon;
    private final INDArray mean;
    /** 1 / standard deviation of each pixel, in every channel. */
    private final INDArray scale;

    LayerNormLayer(double epsilon, Place at) {
        super(at);
        this.epsilon = epsilon;
        long channels = output().shape()[3];
        mean = Nd4j.valueArrayOf(new long[] {1, 1, channels, channels}, 1.0 / channels, DataType.FLOAT);
        scale = Nd4j.create(DataType.FLOAT, output().shape());
    }

    @Override
    public void forward(Statistics statistics) {
        INDArray x = input().values();
        INDArray y = output().values();
        INDArray work = scratch().get(0, x.shape());
        mean(x, work);
        x.sub(work, y);
        y.mul(y, work);
        mean(work, scale);
        scale.addi(epsilon);
        Nd4j.getExecutioner().exec(new RSqrt(scale, scale));
        y.muli(scale);
    }

    /** {@code dx = r (g - mean(g) - y mean(g y))}. */
    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        INDArray g = output().gradient();
        INDArray y = output().values();
        INDArray work = scratch().get(0, g.shape());
        INDArray means = scratch().get(1, g.shape());
        emit(input(), to -> {
            g.mul(y, work);
            mean(work, means);
            means.mul(y, work);
            g.sub(work, to);
            mean(g, means);
            to.subi(means).muli(scale);
        });
    }

    private void mean(INDArray x, INDArray to) {
        pointwise(x, mean, to);
    }
}
