package org.duress.net.nd4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.Window;
import org.duress.net.nd4j.array.NativeThreads;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Tensor;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    private static final String FORWARD = "forward";
    /** Whatever the number of threads: sums differ in their last bits. */
    private static final int PARTS = 4;

    private final Op.Conv conv;
    private final Place at;
    private final List<INDArray> weights;
    private final @Nullable INDArray bias;
    private final List<INDArray> weightGradients;
    private final @Nullable INDArray biasGradient;
    private final @Nullable SubPixelConvolution[] spread;
    private final Images images;
    private final Extent before;
    private final Strides strides;
    private final @Nullable DilatedConvolution dilated;
    private final @Nullable KernelGradient kernelGradient;
    private final PreparedOps<Shares> all = new PreparedOps<>();

    ConvLayer(Op.Conv conv, Place at) {
        super(at);
        this.conv = conv;
        this.at = at;
        weights = kernels(at::weight);
        bias = conv.bias() ? at.weight(Op.Convolution.BIAS) : null;
        weightGradients = at.gradients() == null ? List.of() : kernels(at::gradient);
        biasGradient = conv.bias() ? at.gradient(Op.Convolution.BIAS) : null;
        spread = new SubPixelConvolution[weights.size()];
        images = Images.of(conv.window(), batch());
        Extent size = images.size(input().shape());
        before = conv.window().before(size);
        strides = new Strides(images, conv.window(), size, scratch());
        dilated = conv.window().isDilated() ? new DilatedConvolution(OP, images, conv.window(), scratch()) : null;
        kernelGradient = images.volumes() || conv.window().isDilated()
                ? new KernelGradient(images, conv.window(), before, scratch())
                : null;
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
                int own = i;
                run(FORWARD + i, () -> forward(own, x, to), x, to);
            } else {
                INDArray dense = strides.dense(to);
                dilated.run(x, weights.get(i), i == 0 ? bias : null, before, dense);
                strides.pick(dense, to);
            }
            if (i > 0) {
                run("add" + i, () -> NativeOp.sum(out, to, out), out, to);
            }
        }
    }

    private NativeOp forward(int i, INDArray x, INDArray to) {
        INDArray[] in = i == 0 && bias != null
                ? new INDArray[] {images.of(x), weights.get(i), bias}
                : new INDArray[] {images.of(x), weights.get(i)};
        return NativeOp.of(images.op(OP), in, new INDArray[] {images.of(to)}, arguments(images, conv.window()));
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

    /**
     * All gradients. Those of weights are sums over images, of which some are computed beside others, each on one
     * thread; they are added in their order.
     */
    private void all(Tensor input, int i, INDArray g, INDArray to) {
        INDArray x = input.values();
        Shares shares = all.get("all" + i, () -> shares(i, x, g, to), x, g, to);
        NativeThreads.each(shares.parts.size(), part -> NativeThreads.one(shares.parts.get(part)::run));
        shares.sums.forEach(NativeOp::run);
    }

    /**
     * All gradients in parts.
     *
     * @param parts one for some of the images each
     * @param sums what adds their gradients of weights
     */
    private record Shares(List<NativeOp> parts, List<NativeOp> sums) {}

    private Shares shares(int i, INDArray x, INDArray g, INDArray to) {
        INDArray kernel = weights.get(i);
        INDArray added = i == 0 ? bias : null;
        INDArray addedGradient = i == 0 ? biasGradient : null;
        int count = NativeThreads.onGpu() ? 1 : (int) Math.min(PARTS, x.size(0));
        List<INDArray> kernels = rows(13, count, weightGradients.get(i));
        List<INDArray> biases = added != null && addedGradient != null ? rows(14, count, addedGradient) : List.of();
        List<NativeOp> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            List<INDArray> in = new ArrayList<>(List.of(some(x, part, count), kernel));
            List<INDArray> out = new ArrayList<>(
                    List.of(some(to, part, count), kernels.get(part).reshape('c', kernel.shape())));
            if (added != null && !biases.isEmpty()) {
                in.add(added);
                out.add(biases.get(part));
            }
            in.add(some(g, part, count));
            parts.add(NativeOp.of(
                    OP + "_bp",
                    in.toArray(new INDArray[0]),
                    out.toArray(new INDArray[0]),
                    arguments(images, conv.window())));
        }
        List<NativeOp> sums = new ArrayList<>(sums(kernels, weightGradients.get(i)));
        if (addedGradient != null && !biases.isEmpty()) {
            sums.addAll(sums(biases, addedGradient));
        }
        return new Shares(parts, sums);
    }

    /** A row for each part; of one alone the gradient itself. */
    private List<INDArray> rows(int slot, int count, INDArray gradient) {
        if (count == 1) {
            return List.of(flat(gradient));
        }
        INDArray rows = scratch().get(slot, count, gradient.length());
        return IntStream.range(0, count).mapToObj(rows::getRow).toList();
    }

    /** Rows added in their order. */
    private static List<NativeOp> sums(List<INDArray> rows, INDArray to) {
        INDArray sum = flat(to);
        List<NativeOp> sums = new ArrayList<>();
        for (int k = 1; k < rows.size(); k++) {
            sums.add(NativeOp.sum(k == 1 ? rows.get(0) : sum, rows.get(k), sum));
        }
        return sums;
    }

    private static INDArray flat(INDArray x) {
        return x.reshape('c', new long[] {x.length()});
    }

    /** Some images of a batch: one of so many parts. */
    private static INDArray some(INDArray x, int part, int parts) {
        long count = x.size(0);
        return x.get(
                NDArrayIndex.interval(part * count / parts, (part + 1) * count / parts),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.all());
    }

    private void inputOnly(Tensor input, int i, INDArray g, INDArray to) {
        Window w = conv.window();
        Extent after = w.after(before);
        if (dilated != null) {
            dilated.run(strides.spread(g), flipped(i), null, after, to);
        } else if (strides.none() && (before.equals(after) || (!w.isSame() && after.atLeast(0)))) {
            Window back = new Window(w.kernel(), Extent.ONE, Extent.ONE, after);
            INDArray kernel = flipped(i);
            run("back" + i, () -> back(g, kernel, to, back), g, kernel, to);
        } else {
            spread(i, input.shape()).run(g, to);
        }
    }

    private NativeOp back(INDArray g, INDArray kernel, INDArray to, Window back) {
        INDArray[] in = {images.of(g), kernel};
        return NativeOp.of(images.op(OP), in, new INDArray[] {images.of(to)}, arguments(images, back));
    }

    private SubPixelConvolution spread(int i, long[] shape) {
        SubPixelConvolution ready = spread[i];
        if (ready == null) {
            ready = new SubPixelConvolution(
                    images, conv.window(), before, output().shape(), shape, at, Op.Convolution.weight(i), false);
            spread[i] = ready;
        }
        return ready;
    }

    private INDArray flipped(int i) {
        return flipped(at, Op.Convolution.weight(i));
    }

    /** A kernel turned in space, which is the taps backwards, with the last two axes swapped. */
    static INDArray flipped(Place at, String role) {
        INDArray weights = at.weight(role);
        long[] shape = weights.shape();
        int rank = shape.length;
        int in = (int) shape[rank - 2];
        int out = (int) shape[rank - 1];
        long[] swapped = shape.clone();
        swapped[rank - 1] = in;
        swapped[rank - 2] = out;
        return at.derived(
                role + ".flipped", swapped, made -> Transfer.write(flipped(Transfer.read(weights), in, out), made));
    }

    private static float[] flipped(float[] kernel, int in, int out) {
        float[] flipped = new float[kernel.length];
        int tap = in * out;
        for (int from = 0, to = kernel.length - tap; to >= 0; from += tap, to -= tap) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    flipped[to + o * in + i] = kernel[from + i * out + o];
                }
            }
        }
        return flipped;
    }

    /** The window's, then channels last, and weights {@code [kernel, in, out]}. */
    static int[] arguments(Images images, Window window) {
        return images.arguments(window, 1, 0);
    }
}
