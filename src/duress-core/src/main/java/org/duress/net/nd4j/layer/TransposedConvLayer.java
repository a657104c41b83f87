package org.duress.net.nd4j.layer;

import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transposed convolution: forward what a convolution's pullback is, and the other way round. */
final class TransposedConvLayer extends Layer {
    private static final String OP = "conv2d";

    private final Op.TransposedConv conv;
    private final INDArray weights;
    private final @Nullable INDArray bias;
    private final Place at;
    private final Images images;
    private final Extent before;
    private final Strides strides;
    private @Nullable SubPixelConvolution spread;
    private @Nullable DilatedConvolution dilated;
    private final @Nullable INDArray weightGradient;
    private final @Nullable INDArray biasGradient;
    private final KernelGradient kernelGradient;

    TransposedConvLayer(Op.TransposedConv conv, Place at) {
        super(at);
        this.conv = conv;
        this.at = at;
        weights = at.weight(Op.Convolution.weight(0));
        bias = conv.bias() ? at.weight(Op.Convolution.BIAS) : null;
        weightGradient = at.gradients() == null ? null : at.gradient(Op.Convolution.weight(0));
        biasGradient = conv.bias() ? at.gradient(Op.Convolution.BIAS) : null;
        images = Images.of(conv.window(), batch());
        before = conv.window().before(Extent.ONE);
        long[] out = output().shape();
        long[] in = input().shape();
        kernelGradient = new KernelGradient(images, conv.window(), before, scratch());
        strides = new Strides(images, conv.window(), images.size(out), scratch());
        if (conv.window().isDilated()) {
            dilated = new DilatedConvolution(OP, images, conv.window(), scratch());
        } else {
            spread = new SubPixelConvolution(
                    images, conv.window(), before, in, out, at, Op.Convolution.weight(0), conv.bias());
        }
    }

    @Override
    public void forward(Statistics statistics) {
        if (dilated != null) {
            Extent after = conv.window().after(before);
            INDArray flipped = ConvLayer.flipped(at, Op.Convolution.weight(0));
            dilated.run(strides.spread(input().values()), flipped, bias, after, output().values());
        } else if (spread != null) {
            spread.run(input().values(), output().values());
        }
    }

    private NativeOp back(INDArray g, INDArray to) {
        INDArray[] in = {images.of(g), weights};
        return NativeOp.of(
                images.op(OP), in, new INDArray[] {images.of(to)}, ConvLayer.arguments(images, conv.window()));
    }

    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        INDArray g = output().gradient();
        if (wantWeights && weightGradient != null) {
            // <g, transposed(x)> = <conv(g), x>: the gradient of that convolution's kernel.
            kernelGradient.run(g, input().values(), weightGradient);
        }
        if (wantWeights && biasGradient != null) {
            kernelGradient.bias(g, biasGradient);
        }
        if (!wantInput[0]) {
            return;
        }
        emit(input(), to -> {
            if (dilated == null) {
                run("back", () -> back(g, to), g, to);
            } else {
                INDArray dense = strides.dense(to);
                dilated.run(g, weights, null, before, dense);
                strides.pick(dense, to);
            }
        });
    }
}
