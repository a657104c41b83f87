package org.duress.net.nd4j.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.net.Extent;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.Window;
import org.duress.net.nd4j.array.OneThread;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution. A pullback to the input alone is a convolution of the output's gradient with the weights flipped in
 * space and their channels swapped (several times faster than the native input gradient), or with a stride a
 * {@link SubPixelConvolution}; with weights, the native backward gives all at once.
 */
final class ConvLayer extends Layer {
    private final Op.Conv2d conv;
    private final Place at;
    private final List<INDArray> weights;
    private final @Nullable INDArray bias;
    private final List<INDArray> weightGradients;
    private final @Nullable INDArray biasGradient;
    private final INDArray[] flipped;
    private final @Nullable SubPixelConvolution[] spread;
    private final boolean[] fresh;
    private final Extent before;
    private final Strides strides;
    private final @Nullable DilatedConvolution dilated;
    private long version = -1;

    ConvLayer(Op.Conv2d conv, Place at) {
        super(at);
        this.conv = conv;
        this.at = at;
        weights = kernels(at::weight);
        bias = conv.bias() ? at.weight(Op.Convolution.BIAS) : null;
        weightGradients = at.gradients() == null ? List.of() : kernels(at::gradient);
        biasGradient = conv.bias() ? at.gradient(Op.Convolution.BIAS) : null;
        flipped = new INDArray[weights.size()];
        spread = new SubPixelConvolution[weights.size()];
        fresh = new boolean[weights.size()];
        int height = (int) input().shape()[1];
        int width = (int) input().shape()[2];
        before = conv.window().before(height, width);
        strides = new Strides(conv.window(), height, width, scratch());
        dilated = conv.window().isDilated() ? new DilatedConvolution("conv2d", conv.window(), scratch()) : null;
    }

    private List<INDArray> kernels(Function<String, @Nullable INDArray> byRole) {
        return IntStream.range(0, inputs().size())
                .mapToObj(i -> Objects.requireNonNull(byRole.apply(Op.Convolution.weight(i))))
                .toList();
    }

    @Override
    public void forward(Statistics statistics) {
        INDArray out = output().values();
        for (int i = 0; i < weights.size(); i++) {
            INDArray x = inputs().get(i).values();
            INDArray to = i == 0 ? out : scratch().get(0, out.shape());
            INDArray[] in = i == 0 && bias != null
                    ? new INDArray[] {x, weights.get(i), bias}
                    : new INDArray[] {x, weights.get(i)};
            if (dilated == null) {
                run("conv2d", in, new INDArray[] {to}, arguments(conv.window()));
            } else {
                INDArray dense = strides.dense(to);
                dilated.run(x, weights.get(i), i == 0 ? bias : null, before, dense);
                strides.pick(dense, to);
            }
            if (i > 0) {
                out.addi(to);
            }
        }
    }

    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
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
        OneThread.run(() -> run("conv2d_bp", in, out, arguments(conv.window())));
    }

    private void inputOnly(Tensor input, int i, INDArray g, INDArray to) {
        Window w = conv.window();
        refresh();
        Extent after = w.after(before);
        if (dilated != null) {
            dilated.run(strides.spread(g), flipped(i), null, after, to);
        } else if (!strides.none()) {
            spread(i, input.shape()).run(g, to);
        } else if (before.equals(after) || (!w.isSame() && after.atLeast(0))) {
            run("conv2d", new INDArray[] {g, flipped(i)}, new INDArray[] {to}, new int[] {
                w.kernel().y(), w.kernel().x(), 1, 1, after.y(), after.x(), 1, 1, 0, 1, 0
            });
        } else {
            // An even kernel with "same" padding, or more padding than kernel: rare, and right if slow.
            INDArray unused = scratch().get(2, weights.get(i).shape());
            INDArray[] in = {input.values(), weights.get(i), g};
            OneThread.run(() -> run("conv2d_bp", in, new INDArray[] {to, unused}, arguments(w)));
        }
    }

    /** Forgets what was derived from weights that have changed since. */
    private void refresh() {
        if (version != at.version()) {
            Arrays.fill(fresh, false);
            version = at.version();
        }
    }

    private SubPixelConvolution spread(int i, long[] shape) {
        SubPixelConvolution ready = spread[i];
        if (ready == null) {
            ready = new SubPixelConvolution(conv.window(), before, output().shape(), shape, false, scratch());
            spread[i] = ready;
        }
        if (!fresh[i]) {
            ready.weights(weights.get(i), null);
            fresh[i] = true;
        }
        return ready;
    }

    private INDArray flipped(int i) {
        if (!fresh[i]) {
            INDArray w = weights.get(i);
            long[] s = w.shape();
            if (flipped[i] == null) {
                flipped[i] = Nd4j.create(DataType.FLOAT, s[0], s[1], s[3], s[2]);
            }
            flip(w, scratch().get(3, s), flipped[i]);
            fresh[i] = true;
        }
        return flipped[i];
    }

    /** Turned in space, with the last two axes swapped. */
    static void flip(INDArray weights, INDArray work, INDArray to) {
        run("reverse", new INDArray[] {weights}, new INDArray[] {work}, 0, 1);
        to.assign(work.permute(0, 1, 3, 2));
    }

    /** Kernel, stride, padding, dilation, "same" or not, NHWC, weights [kernel y, kernel x, in, out]. */
    static int[] arguments(Window window) {
        Extent padding = window.padding();
        return new int[] {
            window.kernel().y(),
            window.kernel().x(),
            window.stride().y(),
            window.stride().x(),
            padding == null ? 0 : padding.y(),
            padding == null ? 0 : padding.x(),
            window.dilation().y(),
            window.dilation().x(),
            padding == null ? 1 : 0,
            1,
            0
        };
    }
}
