package org.duress.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution. A pullback to the input alone is a convolution of the output's gradient with the weights flipped in
 * space and their channels swapped (several times faster than the native input gradient); with weights, the native
 * backward gives all at once.
 */
final class ConvLayer extends Layer {
    private final Op.Conv2d conv;
    private final Network network;
    private final List<INDArray> weights;
    private final @Nullable INDArray bias;
    private final List<INDArray> weightGradients;
    private final @Nullable INDArray biasGradient;
    private final INDArray[] flipped;
    private long flippedVersion = -1;
    private @Nullable INDArray everySecond;

    ConvLayer(
            Graph.Node node,
            Op.Conv2d conv,
            List<Tensor> inputs,
            Tensor output,
            Scratch scratch,
            Network network,
            @Nullable Parameters gradients) {
        super(inputs, output, scratch);
        this.conv = conv;
        this.network = network;
        weights = network.weightNames(node).stream().map(network::weight).toList();
        bias = conv.bias() ? network.weight(Network.bias(node)) : null;
        weightGradients = gradients == null
                ? List.of()
                : network.weightNames(node).stream().map(gradients::get).toList();
        biasGradient = gradients == null || !conv.bias() ? null : gradients.get(Network.bias(node));
        flipped = new INDArray[weights.size()];
    }

    @Override
    void forward(Statistics statistics) {
        INDArray out = output().values();
        for (int i = 0; i < weights.size(); i++) {
            INDArray x = inputs().get(i).values();
            INDArray to = i == 0 ? out : scratch().get(0, out.shape());
            INDArray[] in = i == 0 && bias != null
                    ? new INDArray[] {x, weights.get(i), bias}
                    : new INDArray[] {x, weights.get(i)};
            run("conv2d", in, new INDArray[] {to}, arguments());
            if (i > 0) {
                out.addi(to);
            }
        }
    }

    @Override
    void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        INDArray g = output().gradient();
        for (int i = 0; i < weights.size(); i++) {
            Tensor input = inputs().get(i);
            int at = i;
            if (wantWeights) {
                if (wantInput[i]) {
                    emit(input, to -> all(input, at, g, to));
                } else {
                    all(input, at, g, scratch().get(1, input.shape()));
                }
            } else if (wantInput[i]) {
                emit(input, to -> inputOnly(input, at, g, to));
            }
        }
    }

    private void all(Tensor input, int i, INDArray g, INDArray to) {
        INDArray x = input.values();
        boolean withBias = i == 0 && bias != null && biasGradient != null;
        INDArray[] in = withBias ? new INDArray[] {x, weights.get(i), bias, g} : new INDArray[] {x, weights.get(i), g};
        INDArray[] out = withBias
                ? new INDArray[] {to, weightGradients.get(i), biasGradient}
                : new INDArray[] {to, weightGradients.get(i)};
        run("conv2d_bp", in, out, arguments());
    }

    private void inputOnly(Tensor input, int i, INDArray g, INDArray to) {
        INDArray source = g;
        if (conv.stride() == 2) {
            // A strided convolution's pullback is the plain one's of the gradient with zeros in between.
            source = scratch().get(2, input.shape()[0], input.shape()[1], input.shape()[2], conv.channels());
            spread(g, source);
        }
        run(
                "conv2d",
                new INDArray[] {source, flipped(i)},
                new INDArray[] {to},
                kernel(),
                kernel(),
                1,
                1,
                0,
                0,
                1,
                1,
                1,
                1,
                0);
    }

    /**
     * Writes g to every second pixel: its nearest upsampling, masked. Sizes are even ({@link Graph#sizeMultiple}), and
     * "same" padding of an even size puts the window's centre on the odd pixels.
     */
    private void spread(INDArray g, INDArray to) {
        if (everySecond == null) {
            everySecond = mask(to.shape());
        }
        run("upsampling2d", new INDArray[] {g}, new INDArray[] {to}, 2, 2, 0);
        to.muli(everySecond);
    }

    private INDArray mask(long[] shape) {
        int first = kernel() > 1 ? 1 : 0;
        int channels = (int) shape[3];
        float[] mask = new float[(int) (shape[0] * shape[1] * shape[2] * shape[3])];
        for (int i = 0; i < mask.length; i++) {
            long x = i / channels % shape[2];
            long y = i / channels / shape[2] % shape[1];
            mask[i] = x % 2 == first && y % 2 == first ? 1 : 0;
        }
        INDArray array = Nd4j.create(DataType.FLOAT, shape);
        Transfer.write(mask, array);
        return array;
    }

    private INDArray flipped(int i) {
        if (flippedVersion != network.version()) {
            for (int k = 0; k < flipped.length; k++) {
                INDArray w = weights.get(k);
                long[] s = w.shape();
                if (flipped[k] == null) {
                    flipped[k] = Nd4j.create(DataType.FLOAT, s[0], s[1], s[3], s[2]);
                }
                INDArray turned = scratch().get(3, s);
                run("reverse", new INDArray[] {w}, new INDArray[] {turned}, 0, 1);
                flipped[k].assign(turned.permute(0, 1, 3, 2));
            }
            flippedVersion = network.version();
        }
        return flipped[i];
    }

    private int kernel() {
        return conv.kernel();
    }

    private int[] arguments() {
        // Kernel, stride, padding, dilation, "same", NHWC, weights [kH, kW, in, out].
        return new int[] {kernel(), kernel(), conv.stride(), conv.stride(), 0, 0, 1, 1, 1, 1, 0};
    }
}
