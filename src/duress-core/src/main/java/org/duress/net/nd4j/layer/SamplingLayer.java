package org.duress.net.nd4j.layer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Transfer;

/**
 * Resampling along rows and columns, with at most two taps an axis: resizing, padding, cropping. Each output pixel is a
 * weighted mean of up to four input pixels; the pullback adds to the same four with the same weights. On the heap: the
 * native resizing has no pullback.
 */
final class SamplingLayer extends Layer {
    /**
     * Taps of one axis.
     *
     * @param first index of the first input for each output
     * @param second index of the second
     * @param weight of the first; 0 for both where neither counts
     * @param rest weight of the second
     */
    private record Axis(int[] first, int[] second, float[] weight, float[] rest) {
        static Axis resized(int in, int out, Op.Interpolation interpolation, Op.Coordinates coordinates) {
            Axis axis = new Axis(new int[out], new int[out], new float[out], new float[out]);
            for (int i = 0; i < out; i++) {
                double at = switch (coordinates) {
                    case HALF_PIXEL -> (i + 0.5) * in / out - 0.5;
                    case ALIGN_CORNERS -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
                    case ASYMMETRIC -> (double) i * in / out;
                };
                double inside = Math.max(0, Math.min(in - 1.0, at));
                int floor = (int) Math.floor(inside);
                int next = Math.min(in - 1, floor + 1);
                switch (interpolation) {
                    case LINEAR -> axis.set(i, floor, next, (float) (inside - floor));
                    case NEAREST_FLOOR -> axis.set(i, floor, floor, 0);
                    case NEAREST_ROUND -> {
                        int near = inside - floor > 0.5 ? next : floor;
                        axis.set(i, near, near, 0);
                    }
                    case NEAREST_CEIL -> {
                        int ceil = inside > floor ? next : floor;
                        axis.set(i, ceil, ceil, 0);
                    }
                }
            }
            return axis;
        }

        static Axis padded(int in, int before, int after, Op.Border border) {
            int out = before + in + after;
            Axis axis = new Axis(new int[out], new int[out], new float[out], new float[out]);
            for (int i = 0; i < out; i++) {
                int at = i - before;
                int inside = Math.max(0, Math.min(in - 1, at));
                int source = border == Op.Border.REFLECT ? inside - (at - inside) : inside;
                axis.set(i, source, source, 0);
                if (border == Op.Border.ZERO && at != inside) {
                    axis.weight[i] = 0;
                }
            }
            return axis;
        }

        static Axis cropped(int before, int out) {
            Axis axis = new Axis(new int[out], new int[out], new float[out], new float[out]);
            for (int i = 0; i < out; i++) {
                axis.set(i, before + i, before + i, 0);
            }
            return axis;
        }

        private void set(int i, int from, int to, float share) {
            first[i] = from;
            second[i] = to;
            weight[i] = 1 - share;
            rest[i] = share;
        }
    }

    private final Axis rows;
    private final Axis columns;
    private final float[] in;
    private final float[] out;

    static SamplingLayer resized(Op.Resize resize, Place at) {
        long[] in = at.inputs().get(0).shape();
        return new SamplingLayer(
                Axis.resized((int) in[1], resize.height(), resize.interpolation(), resize.coordinates()),
                Axis.resized((int) in[2], resize.width(), resize.interpolation(), resize.coordinates()),
                at);
    }

    static SamplingLayer padded(Op.Pad pad, Place at) {
        long[] in = at.inputs().get(0).shape();
        return new SamplingLayer(
                Axis.padded((int) in[1], pad.top(), pad.bottom(), pad.border()),
                Axis.padded((int) in[2], pad.left(), pad.right(), pad.border()),
                at);
    }

    static SamplingLayer cropped(Op.Crop crop, Place at) {
        long[] out = at.output().shape();
        return new SamplingLayer(Axis.cropped(crop.top(), (int) out[1]), Axis.cropped(crop.left(), (int) out[2]), at);
    }

    private SamplingLayer(Axis rows, Axis columns, Place at) {
        super(at);
        this.rows = rows;
        this.columns = columns;
        in = new float[(int) input().values().length()];
        out = new float[(int) output().values().length()];
    }

    @Override
    public void forward(Statistics statistics) {
        Transfer.read(input().values(), in);
        int batch = (int) output().shape()[0];
        int height = (int) output().shape()[1];
        IntStream.range(0, batch * height).parallel().forEach(row -> gather(row / height, row % height));
        Transfer.write(out, output().values());
    }

    private void gather(int image, int y) {
        int inWidth = (int) input().shape()[2];
        int outWidth = (int) output().shape()[2];
        int channels = (int) output().shape()[3];
        int inRows = image * (int) input().shape()[1];
        int top = (inRows + rows.first[y]) * inWidth;
        int bottom = (inRows + rows.second[y]) * inWidth;
        int to = (image * (int) output().shape()[1] + y) * outWidth * channels;
        for (int x = 0; x < outWidth; x++, to += channels) {
            int a = (top + columns.first[x]) * channels;
            int b = (top + columns.second[x]) * channels;
            int c = (bottom + columns.first[x]) * channels;
            int d = (bottom + columns.second[x]) * channels;
            float wa = rows.weight[y] * columns.weight[x];
            float wb = rows.weight[y] * columns.rest[x];
            float wc = rows.rest[y] * columns.weight[x];
            float wd = rows.rest[y] * columns.rest[x];
            if (wa == 1) {
                System.arraycopy(in, a, out, to, channels);
                continue;
            }
            for (int k = 0; k < channels; k++) {
                out[to + k] = wa * in[a + k] + wb * in[b + k] + wc * in[c + k] + wd * in[d + k];
            }
        }
    }

    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        Transfer.read(output().gradient(), out);
        IntStream.range(0, (int) output().shape()[0]).parallel().forEach(this::scatter);
        emit(input(), to -> Transfer.write(in, to));
    }

    private void scatter(int image) {
        int inWidth = (int) input().shape()[2];
        int outWidth = (int) output().shape()[2];
        int channels = (int) output().shape()[3];
        int inRows = image * (int) input().shape()[1];
        int inPixels = (int) input().shape()[1] * inWidth * channels;
        Arrays.fill(in, image * inPixels, (image + 1) * inPixels, 0);
        int from = image * (int) output().shape()[1] * outWidth * channels;
        for (int y = 0; y < rows.first.length; y++) {
            int top = (inRows + rows.first[y]) * inWidth;
            int bottom = (inRows + rows.second[y]) * inWidth;
            for (int x = 0; x < outWidth; x++, from += channels) {
                add(rows.weight[y] * columns.weight[x], (top + columns.first[x]) * channels, from, channels);
                add(rows.weight[y] * columns.rest[x], (top + columns.second[x]) * channels, from, channels);
                add(rows.rest[y] * columns.weight[x], (bottom + columns.first[x]) * channels, from, channels);
                add(rows.rest[y] * columns.rest[x], (bottom + columns.second[x]) * channels, from, channels);
            }
        }
    }

    private void add(float weight, int to, int from, int channels) {
        if (weight != 0) {
            for (int k = 0; k < channels; k++) {
                in[to + k] += weight * out[from + k];
            }
        }
    }
}
