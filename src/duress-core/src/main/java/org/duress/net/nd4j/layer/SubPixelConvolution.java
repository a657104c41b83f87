package org.duress.net.nd4j.layer;

import org.duress.base.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The pullback of a strided convolution to its input, which is also a transposed convolution: one plain convolution
 * that gives all pixels of a stride at once as channels, which are then laid out (Shi et al. 2016). No zeros are
 * multiplied, and the native transposed convolution is tens of times slower.
 *
 * <p>With {@code q = stride j + r}, pixel q of the padded result gets {@code sum_t W[r + stride t] x[j - t]}.
 */
final class SubPixelConvolution {
    private final Images images;
    private final Window window;
    private final Extent before;
    private final long[] inShape;
    private final long[] outShape;
    private final Extent taps;
    private final INDArray kernel;
    private final @Nullable INDArray bias;
    private final Scratch scratch;

    /**
     * Prepares the arrays.
     *
     * @param window without dilation
     * @param before the convolution's padding before the first plane, row and column
     * @param inShape of what is spread: the gradient of the convolution's output
     * @param outShape of what is computed: the gradient of the convolution's input
     */
    SubPixelConvolution(
            Images images,
            Window window,
            Extent before,
            long[] inShape,
            long[] outShape,
            boolean withBias,
            Scratch scratch) {
        this.images = images;
        this.window = window;
        this.before = before;
        this.inShape = inShape;
        this.outShape = outShape;
        this.scratch = scratch;
        taps = window.kernel().with(window.stride(), SubPixelConvolution::ceil);
        long channels = phases() * outShape[3];
        long[] shape = images.volumes()
                ? new long[] {taps.z(), taps.y(), taps.x(), inShape[3], channels}
                : new long[] {taps.y(), taps.x(), inShape[3], channels};
        kernel = Nd4j.create(DataType.FLOAT, shape);
        bias = withBias ? Nd4j.create(DataType.FLOAT, channels) : null;
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }

    private int phases() {
        return window.stride().product();
    }

    /**
     * Takes over weights.
     *
     * @param weights {@code [kernel z, kernel y, kernel x, out, in]}: as the convolution has them whose pullback this
     *     is
     * @param newBias {@code [out]}
     */
    void weights(INDArray weights, @Nullable INDArray newBias) {
        int in = (int) inShape[3];
        int out = (int) outShape[3];
        float[] from = Transfer.read(weights);
        float[] to = new float[(int) kernel.length()];
        Extent k = window.kernel();
        Extent s = window.stride();
        for (int kz = 0; kz < k.z(); kz++) {
            for (int ky = 0; ky < k.y(); ky++) {
                for (int kx = 0; kx < k.x(); kx++) {
                    int phase = (kz % s.z() * s.y() + ky % s.y()) * s.x() + kx % s.x();
                    int tap = ((taps.z() - 1 - kz / s.z()) * taps.y() + taps.y() - 1 - ky / s.y()) * taps.x()
                            + taps.x()
                            - 1
                            - kx / s.x();
                    int source = ((kz * k.y() + ky) * k.x() + kx) * out * in;
                    for (int o = 0; o < out; o++) {
                        for (int i = 0; i < in; i++) {
                            to[(tap * in + i) * phases() * out + phase * out + o] = from[source + o * in + i];
                        }
                    }
                }
            }
        }
        Transfer.write(to, kernel);
        if (bias != null && newBias != null) {
            float[] one = Transfer.read(newBias);
            float[] all = new float[phases() * out];
            for (int c = 0; c < all.length; c++) {
                all[c] = one[c % out];
            }
            Transfer.write(all, bias);
        }
    }

    /** Computes {@code to} from {@code from}. */
    void run(INDArray from, INDArray to) {
        Extent stride = window.stride();
        Extent in = images.size(inShape);
        Extent out = images.size(outShape);
        Extent reach = taps.map(count -> count - 1);
        // Rows of the laid-out result that are needed, and those a convolution of the input alone gives.
        Extent needed = out.with(before, Integer::sum).with(stride, SubPixelConvolution::ceil);
        Extent beyond = needed.with(in.with(reach, Integer::sum), (all, given) -> Math.max(0, all - given));
        INDArray x = from;
        Extent size = in;
        if (!beyond.equals(Extent.ZERO)) {
            size = in.with(beyond, Integer::sum);
            x = scratch.get(20, Images.shape(images.count(inShape), size, inShape[3]));
            Transfer.clear(x);
            images.part(x, Extent.ZERO, in).assign(images.of(from));
        }
        size = size.with(reach, Integer::sum);
        INDArray phased = scratch.get(21, Images.shape(images.count(inShape), size, phases() * outShape[3]));
        INDArray[] given =
                bias == null ? new INDArray[] {images.of(x), kernel} : new INDArray[] {images.of(x), kernel, bias};
        Window plain = new Window(taps, Extent.ONE, Extent.ONE, reach);
        Layer.run(images.op("conv2d"), given, new INDArray[] {images.of(phased)}, ConvLayer.arguments(images, plain));
        Extent laidOut = size.with(stride, (count, apart) -> count * apart);
        if (before.equals(Extent.ZERO) && laidOut.equals(out)) {
            ShapeLayers.depthToSpace(phased, to, stride, scratch);
            return;
        }
        INDArray all = scratch.get(22, Images.shape(images.count(inShape), laidOut, outShape[3]));
        ShapeLayers.depthToSpace(phased, all, stride, scratch);
        images.of(to).assign(images.part(all, before, before.with(out, Integer::sum)));
    }
}
