package org.duress.net.nd4j.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duress.base.Extent;
import org.duress.base.SideBySide;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Tensor;
import org.duress.net.nd4j.array.Transfer;

/**
 * Resampling along planes, rows and columns, with at most two taps an axis: resizing, padding, cropping. Each output
 * pixel is a weighted mean of up to four input pixels, or eight voxels; the pullback adds to the same ones with the
 * same weights. On the heap: the native resizing has no pullback.
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

        int index(int i, boolean next) {
            return next ? second[i] : first[i];
        }

        float weight(int i, boolean next) {
            return next ? rest[i] : weight[i];
        }

        private void set(int i, int from, int to, float share) {
            first[i] = from;
            second[i] = to;
            weight[i] = 1 - share;
            rest[i] = share;
        }
    }

    private final Axis columns;
    /** For each row of an output image, what it is made of. */
    private final List<List<Share>> from = new ArrayList<>();
    /** For each row of an input image, what is made of it. */
    private final List<List<Share>> to = new ArrayList<>();

    private final float[] in;
    private final float[] out;

    static SamplingLayer resized(Op.Resize resize, Place at) {
        Extent from = size(at, at.inputs().get(0));
        return new SamplingLayer(
                Axis.resized(from.z(), resize.planes(), resize.interpolation(), resize.coordinates()),
                Axis.resized(from.y(), resize.height(), resize.interpolation(), resize.coordinates()),
                Axis.resized(from.x(), resize.width(), resize.interpolation(), resize.coordinates()),
                at);
    }

    static SamplingLayer padded(Op.Pad pad, Place at) {
        Extent from = size(at, at.inputs().get(0));
        return new SamplingLayer(
                Axis.padded(from.z(), pad.front(), pad.back(), pad.border()),
                Axis.padded(from.y(), pad.top(), pad.bottom(), pad.border()),
                Axis.padded(from.x(), pad.left(), pad.right(), pad.border()),
                at);
    }

    static SamplingLayer cropped(Op.Crop crop, Place at) {
        Extent to = size(at, at.output());
        return new SamplingLayer(
                Axis.cropped(crop.front(), to.z()),
                Axis.cropped(crop.top(), to.y()),
                Axis.cropped(crop.left(), to.x()),
                at);
    }

    private static Extent size(Place at, Tensor tensor) {
        return new Images(at.batch(), true).size(tensor.shape());
    }

    private SamplingLayer(Axis planes, Axis rows, Axis columns, Place at) {
        super(at);
        this.columns = columns;
        in = new float[(int) input().values().length()];
        out = new float[(int) output().values().length()];
        Extent size = size(at, input());
        for (int row = 0; row < size.z() * size.y(); row++) {
            to.add(new ArrayList<>());
        }
        for (int plane = 0; plane < planes.first.length; plane++) {
            for (int row = 0; row < rows.first.length; row++) {
                List<Share> made = new ArrayList<>();
                for (boolean nextPlane : new boolean[] {false, true}) {
                    for (boolean nextRow : new boolean[] {false, true}) {
                        float weight = planes.weight(plane, nextPlane) * rows.weight(row, nextRow);
                        int source = planes.index(plane, nextPlane) * size.y() + rows.index(row, nextRow);
                        if (weight != 0) {
                            made.add(new Share(source, weight));
                            to.get(source).add(new Share(from.size(), weight));
                        }
                    }
                }
                from.add(made);
            }
        }
    }

    /**
     * A row of the input and one of the output, counted over the planes of an image: how much goes from one to the
     * other.
     */
    private record Share(int row, float weight) {}

    @Override
    public void forward(Statistics statistics) {
        Transfer.read(input().values(), in, 0);
        SideBySide.works(batch() * from.size(), this::gather);
        Transfer.write(out, output().values());
    }

    private void gather(int outRow) {
        int channels = (int) output().shape()[3];
        int inLength = (int) input().shape()[2] * channels;
        int outLength = columns.first.length * channels;
        int image = outRow / from.size();
        int end = (outRow + 1) * outLength;
        List<Share> shares = from.get(outRow % from.size());
        if (shares.size() != 1) {
            Arrays.fill(out, outRow * outLength, end, 0);
        }
        for (Share share : shares) {
            int row = (image * to.size() + share.row) * inLength;
            for (int x = 0, at = outRow * outLength; at < end; x++, at += channels) {
                int a = row + columns.first[x] * channels;
                int b = row + columns.second[x] * channels;
                float wa = share.weight * columns.weight[x];
                float wb = share.weight * columns.rest[x];
                if (shares.size() > 1) {
                    for (int k = 0; k < channels; k++) {
                        out[at + k] = out[at + k] + wa * in[a + k] + wb * in[b + k];
                    }
                } else if (wa == 1) {
                    System.arraycopy(in, a, out, at, channels);
                } else {
                    for (int k = 0; k < channels; k++) {
                        out[at + k] = wa * in[a + k] + wb * in[b + k];
                    }
                }
            }
        }
    }

    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        Transfer.read(output().gradient(), out, 0);
        SideBySide.works(batch() * to.size(), this::scatter);
        emit(input(), gradient -> Transfer.write(in, gradient));
    }

    private void scatter(int inRow) {
        int channels = (int) output().shape()[3];
        int inLength = (int) input().shape()[2] * channels;
        int outLength = columns.first.length * channels;
        int image = inRow / to.size();
        int row = inRow * inLength;
        Arrays.fill(in, row, row + inLength, 0);
        for (Share share : to.get(inRow % to.size())) {
            int at = (image * from.size() + share.row) * outLength;
            for (int x = 0; x < columns.first.length; x++, at += channels) {
                add(share.weight * columns.weight[x], row + columns.first[x] * channels, at, channels);
                add(share.weight * columns.rest[x], row + columns.second[x] * channels, at, channels);
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
