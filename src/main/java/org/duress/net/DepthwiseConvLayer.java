package org.duress.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution of each channel by itself, frozen. */
final class DepthwiseConvLayer extends Layer {
    private final Window window;
    private final INDArray weights;
    private final @Nullable INDArray bias;

    DepthwiseConvLayer(
            Graph.Node node,
            Op.DepthwiseConv2d conv,
            List<Tensor> inputs,
            Tensor output,
            Scratch scratch,
            Network network) {
        super(inputs, output, scratch);
        window = conv.window();
        weights = network.weight(Network.weight(node, 0));
        bias = conv.bias() ? network.weight(Network.bias(node)) : null;
    }

    @Override
    void forward(Statistics statistics) {
        INDArray x = input().values();
        INDArray[] in = bias == null ? new INDArray[] {x, weights} : new INDArray[] {x, weights, bias};
        run("depthwise_conv2d", in, new INDArray[] {output().values()}, ConvLayer.arguments(window));
    }

    @Override
    void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (wantInput[0]) {
            INDArray unused = scratch().get(0, weights.shape());
            emit(
                    input(),
                    to -> run(
                            "depthwise_conv2d_bp",
                            new INDArray[] {input().values(), weights, output().gradient()},
                            new INDArray[] {to, unused},
                            ConvLayer.arguments(window)));
        }
    }
}
