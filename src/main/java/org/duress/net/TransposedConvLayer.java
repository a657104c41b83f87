package org.duress.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transposed convolution, frozen: forward what a convolution's pullback is, and the other way round. */
final class TransposedConvLayer extends Layer {
    private final Op.TransposedConv2d conv;
    private final INDArray weights;
    private final @Nullable INDArray bias;
    private final Network network;
    private final @Nullable SubPixelConvolution spread;
    private long version = -1;

    TransposedConvLayer(
            Graph.Node node,
            Op.TransposedConv2d conv,
            List<Tensor> inputs,
            Tensor output,
            Scratch scratch,
            Network network) {
        super(inputs, output, scratch);
        this.conv = conv;
        this.network = network;
        weights = network.weight(Network.weight(node, 0));
        bias = conv.bias() ? network.weight(Network.bias(node)) : null;
        Extent before = conv.window().before(0, 0);
        spread = conv.window().dilation().equals(Extent.ONE)
                ? new SubPixelConvolution(conv.window(), before, input().shape(), output.shape(), conv.bias(), scratch)
                : null;
    }

    @Override
    void forward(Statistics statistics) {
        if (spread == null) {
            INDArray unused = scratch().get(1, weights.shape());
            INDArray likeOutput = scratch().get(2, output().shape());
            likeOutput.assign(0);
            run(
                    "conv2d_bp",
                    new INDArray[] {likeOutput, weights, input().values()},
                    new INDArray[] {output().values(), unused},
                    ConvLayer.arguments(conv.window()));
            if (bias != null) {
                output().values().addi(bias.reshape(1, 1, 1, bias.length()));
            }
            return;
        }
        if (version != network.version()) {
            spread.weights(weights, bias);
            version = network.version();
        }
        spread.run(input().values(), output().values());
    }

    @Override
    void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        INDArray[] in = {output().gradient(), weights};
        emit(input(), to -> run("conv2d", in, new INDArray[] {to}, ConvLayer.arguments(conv.window())));
    }
}
