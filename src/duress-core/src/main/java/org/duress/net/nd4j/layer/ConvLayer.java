package org.duress.net.nd4j.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.base.Extent;
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
 * {@link SubPixelConvolution}; with weights, the native backward of slices gives all at once, and that of volumes is
 * made of the two, {@link KernelGradient} and the pullback to the input.
 *
 * <p>Across planes the native convolution of volumes is faster than three of slices whose results are added, and than
 * one of three planes side by side as channels: {@code VolumeConvolutionBenchmark} compares them.
 */
final class ConvLayer extends Layer {
    private static final String OP = "conv2d";

    private final Op.Conv conv;
    private final Place at;
    private final List<INDArray> weights;
    private final @Nullable INDArray bias;
    private final List<INDArray> weightGradients;
    private final @Nullable INDArray biasGradient;
    private final INDArray[] flipped;
    private final @Nullable SubPixelConvolution[] spread;
    private final boolean[] fresh;
    private final Images images;
    private final Extent before;
    private final Strides strides;
    private final @Nullable DilatedConvolution dilated;
    private final @Nullable KernelGradient kernelGradient;
    private long version = -1;

    ConvLayer(Op.Conv conv, Place at) {
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
        images = Images.of(conv.window(), batch());
        Extent size = images.size(input().shape());
        before = conv.window().before(size);
        strides = new Strides(images, conv.window(), size, scratch());
        dilated = conv.window().isDilated() ? new DilatedConvolution(OP, images, conv.window(), scratch()) : null;
        kernelGradient = images.volumes() ? new KernelGradient(images, conv.window(), before, scratch()) : null;
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
            if (dilated == null) {
                INDArray[] in = i == 0 && bias != null
                        ? new INDArray[] {images.of(x), weights.get(i), bias}
                        : new INDArray[] {images.of(x), weights.get(i)};
                run(images.op(OP), in, new INDArray[] {images.of(to)}, arguments(images, conv.window()));
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
            boolean together = wantWeights && kernelGradient == null;
            if (wantWeights && kernelGradient != null) {
                kernelGradient.run(input.values(), g, weightGradients.get(i));
                if (i == 0 && biasGradient != null) {
                    kernelGradient.bias(g, biasGradient);
                }
            }
            if (wantInput[i]) {
                emit(input, to -> {
                    if (together) {
                        all(input, at, g, to);
                    } else {
                        inputOnly(input, at, g, to);
                    }
                });
            } else if (together) {
                all(input, i, g, scratch().get(1, input.shape()));
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
        OneThread.run(() -> run(OP + "_bp", in, out, arguments(images, conv.window())));
    }

    private void inputOnly(Tensor input, int i, INDArray g, INDArray to) {
        Window w = conv.window();
        refresh();
        Extent after = w.after(before);
        if (dilated != null) {
            dilated.run(strides.spread(g), flipped(i), null, after, to);
        } else if (strides.none() && (before.equals(after) || (!w.isSame() && after.atLeast(0)))) {
            Window back = new Window(w.kernel(), Extent.ONE, Extent.ONE, after);
            INDArray[] in = {images.of(g), flipped(i)};
            run(images.op(OP), in, new INDArray[] {images.of(to)}, arguments(images, back));
        } else {
            spread(i, input.shape()).run(g, to);
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
            ready = new SubPixelConvolution(images, conv.window(), before, output().shape(), shape, false, scratch());
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
            if (flipped[i] == null) {
                flipped[i] = Nd4j.create(DataType.FLOAT, swapped(w.shape()));
            }
            flip(w, scratch().get(3, w.shape()), flipped[i]);
            fresh[i] = true;
        }
        return flipped[i];
    }

    /** Shape of a kernel with the last two axes swapped. */
    static long[] swapped(long[] shape) {
        long[] swapped = shape.clone();
        swapped[shape.length - 1] = shape[shape.length - 2];
        swapped[shape.length - 2] = shape[shape.length - 1];
        return swapped;
    }

    /** Turned in space, which is the taps backwards, with the last two axes swapped. */
    static void flip(INDArray weights, INDArray work, INDArray to) {
        run("reverse", new INDArray[] {taps(weights)}, new INDArray[] {taps(work)}, 0);
        taps(to).assign(taps(work).permute(0, 2, 1));
    }

    private static INDArray taps(INDArray kernel) {
        int axes = kernel.rank();
        return kernel.reshape('c', -1, kernel.size(axes - 2), kernel.size(axes - 1));
    }

    /** The window's, then channels last, and weights {@code [kernel, in, out]}. */
    static int[] arguments(Images images, Window window) {
        return images.arguments(window, 1, 0);
    }
}
