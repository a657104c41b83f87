package org.duress.net.nd4j.layer;

import org.duress.base.Extent;
import org.duress.base.SideBySide;
import org.duress.net.Op;
import org.duress.net.Window;
import org.duress.net.nd4j.array.HostFloats;
import org.duress.net.nd4j.array.NativeThreads;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    private final long[] kernelShape;
    private final INDArray weights;
    private final @Nullable INDArray givenBias;
    private final String role;
    private final Place at;
    private final Scratch scratch;
    private final PreparedOps<NativeOp> convolution = new PreparedOps<>();

    /**
     * Prepares it.
     *
     * @param window without dilation
     * @param before the convolution's padding before the first plane, row and column
     * @param inShape of what is spread: the gradient of the convolution's output
     * @param outShape of what is computed: the gradient of the convolution's input
     * @param role of the weights {@code [kernel z, kernel y, kernel x, out, in]}, as the convolution has them whose
     *     pullback this is
     */
    SubPixelConvolution(
            Images images,
            Window window,
            Extent before,
            long[] inShape,
            long[] outShape,
            Place at,
            String role,
            boolean withBias) {
        this.images = images;
        this.window = window;
        this.before = before;
        this.inShape = inShape;
        this.outShape = outShape;
        this.at = at;
        this.role = role;
        scratch = at.scratch();
        weights = at.weight(role);
        givenBias = withBias ? at.weight(Op.Convolution.BIAS) : null;
        taps = window.kernel().with(window.stride(), SubPixelConvolution::ceil);
        long channels = phases() * outShape[3];
        kernelShape = images.volumes()
                ? new long[] {taps.z(), taps.y(), taps.x(), inShape[3], channels}
                : new long[] {taps.y(), taps.x(), inShape[3], channels};
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }

    private int phases() {
        return window.stride().product();
    }

    private INDArray kernel() {
        return at.derived(role + ".spread", kernelShape, made -> Transfer.write(kernel(Transfer.read(weights)), made));
    }

    private float[] kernel(float[] from) {
        int in = (int) inShape[3];
        int out = (int) outShape[3];
        float[] to = new float[taps.product() * in * phases() * out];
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
        return to;
    }

    /** That of each pixel of a stride. */
    private INDArray bias(INDArray one) {
        long[] shape = {phases() * outShape[3]};
        return at.derived(Op.Convolution.BIAS + ".spread", shape, made -> {
            float[] from = Transfer.read(one);
            float[] all = new float[(int) shape[0]];
            for (int c = 0; c < all.length; c++) {
                all[c] = from[c % from.length];
            }
            Transfer.write(all, made);
        });
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
        INDArray kernel = kernel();
        INDArray bias = givenBias == null ? null : bias(givenBias);
        INDArray padded = x;
        convolution
                .get("convolution", () -> convolution(padded, kernel, bias, reach, phased), padded, phased)
                .run();
        if (NativeThreads.onGpu()) {
            INDArray all = scratch.get(
                    22,
                    Images.shape(
                            images.count(inShape), size.with(stride, (count, apart) -> count * apart), outShape[3]));
            ShapeLayers.depthToSpace(phased, all, stride, scratch);
            images.of(to).assign(images.part(all, before, before.with(out, Integer::sum)));
        } else {
            layOut(phased, size, to, out);
        }
    }

    private NativeOp convolution(
            INDArray x, INDArray kernel, @Nullable INDArray bias, Extent padding, INDArray phased) {
        INDArray[] given =
                bias == null ? new INDArray[] {images.of(x), kernel} : new INDArray[] {images.of(x), kernel, bias};
        Window plain = new Window(taps, Extent.ONE, Extent.ONE, padding);
        return NativeOp.of(
                images.op("conv2d"), given, new INDArray[] {images.of(phased)}, ConvLayer.arguments(images, plain));
    }

    /**
     * Lays the pixels of strides out, and leaves out what lies before the first pixel and behind the last: line by line
     * on the heap, where a native permutation takes a number at a time.
     */
    private void layOut(INDArray phased, Extent size, INDArray to, Extent out) {
        HostFloats source = HostFloats.of(phased);
        HostFloats target = HostFloats.of(to);
        Extent stride = window.stride();
        int channels = (int) outShape[3];
        int run = stride.x() * channels;
        int pixel = phases() * channels;
        int rows = (int) images.count(inShape) * size.z() * size.y();
        SideBySide.rows(rows, size.x() * pixel, (first, end) -> {
            float[] row = new float[size.x() * pixel];
            float[] line = new float[out.x() * channels];
            for (int r = first; r < end; r++) {
                source.read((long) r * row.length, row, 0, row.length);
                int y = r % size.y() * stride.y() - before.y();
                int plane = r / size.y();
                int z = plane % size.z() * stride.z() - before.z();
                int image = plane / size.z();
                for (int phase = 0; phase < stride.z() * stride.y(); phase++) {
                    int toZ = z + phase / stride.y();
                    int toY = y + phase % stride.y();
                    if (toZ >= 0 && toZ < out.z() && toY >= 0 && toY < out.y()) {
                        line(row, phase * run, pixel, run, line);
                        long at = ((long) image * out.z() + toZ) * out.y() + toY;
                        target.write(line, 0, at * line.length, line.length);
                    }
                }
            }
        });
    }

    /** The line that some of each pixel's numbers make. */
    private void line(float[] row, int first, int pixel, int run, float[] line) {
        int to = -before.x() * (run / window.stride().x());
        for (int from = first; from < row.length && to < line.length; from += pixel, to += run) {
            int begin = Math.max(0, -to);
            int length = Math.min(run, line.length - to) - begin;
            if (length > 0) {
                System.arraycopy(row, from + begin, line, to + begin, length);
            }
        }
    }
}
