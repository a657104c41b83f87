package org.duress.net.nd4j.layer;

import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Place;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution of each channel by itself, frozen. */
final class DepthwiseConvLayer extends Layer {
    private static final String OP = "depthwise_conv2d";

    private final Window window;
    private final INDArray weights;
    private final @Nullable INDArray bias;
    private final boolean oneEach;
    private final Place at;
    private final Images images;
    private final Extent before;
    private final Strides strides;
    private final DilatedConvolution dilated;

    DepthwiseConvLayer(Op.DepthwiseConv conv, Place at) {
        super(at);
        this.at = at;
        window = conv.window();
        weights = at.weight(Op.Convolution.weight(0));
        bias = conv.bias() ? at.weight(Op.Convolution.BIAS) : null;
        oneEach = conv.multiplier() == 1;
        images = Images.of(window, batch());
        Extent size = images.size(input().shape());
        before = window.before(size);
        strides = new Strides(images, window, size, scratch());
        dilated = new DilatedConvolution(OP, images, window, scratch());
    }

    @Override
    public void forward(Statistics statistics) {
        INDArray x = input().values();
        INDArray out = output().values();
        if (window.isDilated()) {
            INDArray dense = strides.dense(out);
            dilated.run(x, weights, bias, before, dense);
            strides.pick(dense, out);
        } else {
            INDArray[] in = bias == null ? new INDArray[] {x, weights} : new INDArray[] {x, weights, bias};
            run(OP, in, new INDArray[] {out}, ConvLayer.arguments(images, window));
        }
    }

    /** With one output a channel the same op with flipped weights, seven times faster than the native pullback. */
    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        INDArray g = output().gradient();
        emit(input(), to -> {
            if (!oneEach) {
                INDArray unused = scratch().get(0, weights.shape());
                INDArray[] in = {input().values(), weights, g};
                run(OP + "_bp", in, new INDArray[] {to, unused}, ConvLayer.arguments(images, window));
                return;
            }
            INDArray flipped = at.derived(
                    Op.Convolution.weight(0) + ".flipped",
                    weights.shape(),
                    made -> run("reverse", new INDArray[] {weights}, new INDArray[] {made}, 0, 1));
            dilated.run(strides.spread(g), flipped, null, window.after(before), to);
        });
    }
}
