package org.duress.model.preprocess;

import java.util.List;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.PreprocessStep.Orientation;

/**
 * The axes as a network has them, of slices whose rows grow to posterior and whose columns grow to the left.
 */
final class Oriented implements Stage {
    private final boolean transposed;
    private final boolean up;
    private final boolean right;

    Oriented(Orientation step) {
        transposed = "RL".indexOf(step.axes().charAt(0)) >= 0;
        up = step.axes().contains("A");
        right = step.axes().contains("R");
    }

    @Override
    public Grid grid(Grid images) {
        return transposed
                ? Grid.of(images.width(), images.height()).spaced(images.spacing(1), images.spacing(0))
                : images;
    }

    @Override
    public Passage passage(ImageBatch images, Answers answers) {
        int count = images.count();
        Turn turn = new Turn(images.grid(), count);
        ImageBatch turned = images.resized(
                turn.apply(images.pixels(), images.channels()),
                grid(images.grid()),
                spacing -> transposed ? List.of(spacing.get(1), spacing.get(0)) : spacing);
        return new Averaged(turned, new Averaging.Probabilities(answers.classes()), turn.inverse(), turn);
    }

    /** A permutation of pixels; its adjoint is its inverse. */
    private final class Turn implements Averaged.Linear {
        private final int height;
        private final int width;
        private final int count;

        Turn(Grid images, int count) {
            height = images.height();
            width = images.width();
            this.count = count;
        }

        private interface Pixel {
            /** Places of a pixel: as the images have it, and as the network does. */
            void at(int image, int network);
        }

        private void pixels(int channels, Pixel pixel) {
            int rows = transposed ? width : height;
            int columns = transposed ? height : width;
            SideBySide.rows(count * rows, columns * channels, (from, to) -> {
                for (int line = from; line < to; line++) {
                    int start = line / rows * height * width;
                    for (int column = 0; column < columns; column++) {
                        int y = transposed ? column : line % rows;
                        int x = transposed ? line % rows : column;
                        int place = (up ? height - 1 - y : y) * width + (right ? width - 1 - x : x);
                        pixel.at((start + place) * channels, (line * columns + column) * channels);
                    }
                }
            });
        }

        @Override
        public float[] apply(float[] values, int channels) {
            float[] turned = new float[values.length];
            pixels(channels, (image, network) -> {
                for (int c = 0; c < channels; c++) {
                    turned[network + c] = values[image + c];
                }
            });
            return turned;
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            float[] back = new float[gradient.length];
            pixels(channels, (image, network) -> {
                for (int c = 0; c < channels; c++) {
                    back[image + c] = gradient[network + c];
                }
            });
            return back;
        }

        Averaged.Linear inverse() {
            return new Averaged.Linear() {
                @Override
                public float[] apply(float[] values, int channels) {
                    return Turn.this.adjoint(values, channels);
                }

                @Override
                public float[] adjoint(float[] gradient, int channels) {
                    return Turn.this.apply(gradient, channels);
                }
            };
        }
    }
}
