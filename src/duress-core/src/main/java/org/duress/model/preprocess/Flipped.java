package org.duress.model.preprocess;

import java.util.Arrays;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.data.AxisMap;
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
        List<ImageBatch> copies = flips.stream()
                .map(axes ->
                        images.with(map(images.grid(), axes).apply(images.pixels(), images.count(), images.channels())))
                .toList();
        return new Averaged(
                ImageBatch.joined(copies),
                Averaging.of(average, answers),
                new Mean(images, 1f / flips.size()),
                new Copies(images));
    }

    private static PlaneMap map(Grid grid, List<Integer> axes) {
        return new PlaneMap(axis(grid.height(), axes.contains(0)), axis(grid.width(), axes.contains(1)));
    }

    private static AxisMap axis(int size, boolean reversed) {
        return reversed ? AxisMap.reversed(size) : AxisMap.identity(size);
    }

    /** All copies of all images, one flip after another. */
    private final class Copies implements Averaged.Linear {
        private final ImageBatch images;

        Copies(ImageBatch images) {
            this.images = images;
        }

        @Override
        public float[] apply(float[] values, int channels) {
            float[] all = new float[flips.size() * values.length];
            for (int f = 0; f < flips.size(); f++) {
                float[] copy = map(images.grid(), flips.get(f)).apply(values, images.count(), channels);
                System.arraycopy(copy, 0, all, f * values.length, values.length);
            }
            return all;
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            int length = gradient.length / flips.size();
            float[] sum = new float[length];
            for (int f = 0; f < flips.size(); f++) {
                float[] own = Arrays.copyOfRange(gradient, f * length, (f + 1) * length);
                float[] back = map(images.grid(), flips.get(f)).adjoint(own, images.count(), channels);
                SideBySide.elements(length, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        sum[i] += back[i];
                    }
                });
            }
            return sum;
        }
    }

    /** The mean over the copies, each flipped back. */
    private final class Mean implements Averaged.Linear {
        private final Copies copies;
        private final float share;

        Mean(ImageBatch images, float share) {
            copies = new Copies(images);
            this.share = share;
        }

        @Override
        public float[] apply(float[] values, int channels) {
            return scaled(copies.adjoint(values, channels));
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            return scaled(copies.apply(gradient, channels));
        }

        private float[] scaled(float[] values) {
            float[] scaled = new float[values.length];
            SideBySide.elements(scaled.length, (from, to) -> {
                for (int i = from; i < to; i++) {
                    scaled[i] = share * values[i];
                }
            });
            return scaled;
        }
    }
}
