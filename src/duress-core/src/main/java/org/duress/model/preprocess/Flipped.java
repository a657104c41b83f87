package org.duress.model.preprocess;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.AnswerSpace;

/** Flipped copies of each image, whose answers are flipped back and averaged. */
final class Flipped implements Stage {
    private final List<List<Integer>> flips;
    private final AnswerSpace average;

    Flipped(List<List<Integer>> flips, AnswerSpace average) {
        this.flips = flips;
        this.average = average;
    }

    @Override
    public Grid grid(Grid images) {
        return images;
    }

    @Override
    public Passage passage(ImageBatch images, Answers answers) {
        Copies copies = new Copies(images.grid(), images.count());
        int[] each = IntStream.range(0, flips.size() * images.count())
                .map(copy -> copy % images.count())
                .toArray();
        ImageBatch asked = images.picked(each).with(copies.apply(images.pixels(), images.channels()));
        return new Averaged(asked, Averaging.of(average, answers), copies.mean(), copies);
    }

    /** All copies of all images, one flip after another; a flip is its own inverse. */
    private final class Copies implements Averaged.Linear {
        private final Grid grid;
        private final int count;

        Copies(Grid grid, int count) {
            this.grid = grid;
            this.count = count;
        }

        /** Place of the pixel that a pixel is in a flipped copy; the next of its row lie beside it, on either side. */
        private int flipped(List<Integer> axes, int row, int column) {
            int y = axes.contains(0) ? grid.height() - 1 - row : row;
            return y * grid.width() + (axes.contains(1) ? grid.width() - 1 - column : column);
        }

        private float[] spread(float[] values, int channels, float share) {
            float[] all = new float[flips.size() * values.length];
            int height = grid.height();
            SideBySide.rows(flips.size() * count * height, grid.width() * channels, (from, to) -> {
                for (int line = from; line < to; line++) {
                    List<Integer> axes = flips.get(line / height / count);
                    int source = line / height % count * grid.voxels() + flipped(axes, line % height, 0);
                    int step = axes.contains(1) ? -1 : 1;
                    int at = line * grid.width() * channels;
                    for (int x = 0; x < grid.width(); x++, source += step) {
                        for (int c = 0; c < channels; c++) {
                            all[at++] = share * values[source * channels + c];
                        }
                    }
                }
            });
            return all;
        }

        private float[] gathered(float[] values, int channels, float share) {
            float[] sum = new float[values.length / flips.size()];
            int height = grid.height();
            SideBySide.rows(count * height, flips.size() * grid.width() * channels, (from, to) -> {
                for (int line = from; line < to; line++) {
                    for (int f = 0; f < flips.size(); f++) {
                        List<Integer> axes = flips.get(f);
                        int source = (f * count + line / height) * grid.voxels() + flipped(axes, line % height, 0);
                        int step = axes.contains(1) ? -1 : 1;
                        int at = line * grid.width() * channels;
                        for (int x = 0; x < grid.width(); x++, source += step) {
                            for (int c = 0; c < channels; c++) {
                                sum[at++] += share * values[source * channels + c];
                            }
                        }
                    }
                }
            });
            return sum;
        }

        @Override
        public float[] apply(float[] values, int channels) {
            return spread(values, channels, 1);
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            return gathered(gradient, channels, 1);
        }

        /** The mean over the copies, each flipped back. */
        Averaged.Linear mean() {
            float share = 1f / flips.size();
            return new Averaged.Linear() {
                @Override
                public float[] apply(float[] values, int channels) {
                    return gathered(values, channels, share);
                }

                @Override
                public float[] adjoint(float[] gradient, int channels) {
                    return spread(gradient, channels, share);
                }
            };
        }
    }
}
