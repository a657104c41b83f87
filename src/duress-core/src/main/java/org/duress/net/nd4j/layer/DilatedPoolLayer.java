package org.duress.net.nd4j.layer;

import org.duress.base.Extent;
import org.duress.base.SideBySide;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Tensor;
import org.duress.net.nd4j.array.Transfer;

/**
 * Pooling whose taps lie apart, on the heap. The native ops are not to be believed: {@code maxpool2d},
 * {@code avgpool2d} and those of volumes of ND4J 1.0.0-M2.1 with oneDNN take no notice of the dilation in a third of
 * the settings that were tried, such as 2 x 2 taps at a distance of 2 without padding.
 */
final class DilatedPoolLayer extends Layer {
    private final Window window;
    private final Kind kind;
    private final Extent size;
    private final Extent outSize;
    private final int channels;

    /** Largest value of a window. */
    static DilatedPoolLayer max(Window window, Place at) {
        return new DilatedPoolLayer(window, new Largest(), at);
    }

    /** Mean of a window. */
    static DilatedPoolLayer average(Op.AveragePool pool, Place at) {
        Extent kernel = pool.window().kernel();
        return new DilatedPoolLayer(
                pool.window(), new Mean(pool.countPadding() ? kernel.z() * kernel.y() * kernel.x() : 0), at);
    }

    private DilatedPoolLayer(Window window, Kind kind, Place at) {
        super(at);
        this.window = window;
        this.kind = kind;
        size = size(input());
        outSize = size(output());
        channels = (int) input().shape()[3];
    }

    private Extent size(Tensor tensor) {
        return new Images(batch(), true).size(tensor.shape());
    }

    /** The taps of one window that lie in the image: where the first channel of each is. */
    private static final class Taps {
        private final int[] at;
        private int count;

        Taps(Extent kernel) {
            at = new int[kernel.z() * kernel.y() * kernel.x()];
        }
    }

    /** What is made of the values of a window in one channel. */
    private interface Kind {
        float of(float[] in, Taps taps, int channel);

        /** Adds what its gradient is on the input. */
        void pull(float gradient, float[] in, Taps taps, int channel, float[] to);
    }

    /** The largest value, of equal ones the first; minus infinity where a window lies in the padding alone. */
    private static final class Largest implements Kind {
        @Override
        public float of(float[] in, Taps taps, int channel) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int k = 0; k < taps.count; k++) {
                largest = Math.max(largest, in[taps.at[k] + channel]);
            }
            return largest;
        }

        @Override
        public void pull(float gradient, float[] in, Taps taps, int channel, float[] to) {
            float largest = of(in, taps, channel);
            for (int k = 0; k < taps.count; k++) {
                if (in[taps.at[k] + channel] == largest) {
                    to[taps.at[k] + channel] += gradient;
                    return;
                }
            }
        }
    }

    /**
     * The mean, 0 where a window lies in the padding alone.
     *
     * @param all taps that it is of; 0 for those in the image
     */
    private record Mean(int all) implements Kind {
        private float each(Taps taps) {
            return 1f / Math.max(1, Math.max(all, taps.count));
        }

        @Override
        public float of(float[] in, Taps taps, int channel) {
            float sum = 0;
            for (int k = 0; k < taps.count; k++) {
                sum += in[taps.at[k] + channel];
            }
            return sum * each(taps);
        }

        @Override
        public void pull(float gradient, float[] in, Taps taps, int channel, float[] to) {
            for (int k = 0; k < taps.count; k++) {
                to[taps.at[k] + channel] += gradient * each(taps);
            }
        }
    }

    /** The work on one window of all channels. */
    @FunctionalInterface
    private interface Work {
        void at(Taps taps, int out);
    }

    @Override
    public void forward(Statistics statistics) {
        float[] in = Transfer.read(input().values());
        float[] out = new float[(int) output().values().length()];
        each((taps, at) -> {
            for (int c = 0; c < channels; c++) {
                out[at + c] = kind.of(in, taps, c);
            }
        });
        Transfer.write(out, output().values());
    }

    @Override
    public void backward(Statistics statistics, boolean weights, boolean[] wantInput) {
        if (!wantInput[0]) {
            return;
        }
        float[] in = Transfer.read(input().values());
        float[] gradient = Transfer.read(output().gradient());
        float[] pulled = new float[in.length];
        each((taps, at) -> {
            for (int c = 0; c < channels; c++) {
                kind.pull(gradient[at + c], in, taps, c, pulled);
            }
        });
        emit(input(), to -> Transfer.write(pulled, to));
    }

    /** Image beside image: the windows of one overlap. */
    private void each(Work work) {
        Extent before = window.before(size);
        SideBySide.works(batch(), image -> {
            Taps taps = new Taps(window.kernel());
            int out = image * outSize.z() * outSize.y() * outSize.x() * channels;
            for (int z = 0; z < outSize.z(); z++) {
                for (int y = 0; y < outSize.y(); y++) {
                    for (int x = 0; x < outSize.x(); x++, out += channels) {
                        find(taps, image, new Extent(z, y, x).with(window.stride(), (a, b) -> a * b), before);
                        work.at(taps, out);
                    }
                }
            }
        });
    }

    /** Those of the window that begins at a corner of the padded image. */
    private void find(Taps taps, int image, Extent corner, Extent before) {
        Extent kernel = window.kernel();
        Extent apart = window.dilation();
        taps.count = 0;
        for (int kz = 0; kz < kernel.z(); kz++) {
            int z = corner.z() - before.z() + kz * apart.z();
            for (int ky = 0; ky < kernel.y(); ky++) {
                int y = corner.y() - before.y() + ky * apart.y();
                for (int kx = 0; kx < kernel.x(); kx++) {
                    int x = corner.x() - before.x() + kx * apart.x();
                    if (z >= 0 && z < size.z() && y >= 0 && y < size.y() && x >= 0 && x < size.x()) {
                        taps.at[taps.count++] = (((image * size.z() + z) * size.y() + y) * size.x() + x) * channels;
                    }
                }
            }
        }
    }
}
