package org.duress.model.preprocess;

import java.util.List;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.data.AxisMap;
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
        private final PlaneMap flips;
        private final int height;
        private final int width;
        private final int count;

        Turn(Grid images, int count) {
            height = images.height();
            width = images.width();
            this.count = count;
            flips = new PlaneMap(
                    up ? AxisMap.reversed(height) : AxisMap.identity(height),
                    right ? AxisMap.reversed(width) : AxisMap.identity(width));
        }

        @Override
        public float[] apply(float[] values, int channels) {
            float[] flipped = flips.apply(values, count, channels);
            return transposed ? transpose(flipped, height, width, channels) : flipped;
        }

        @Override
        public float[] adjoint(float[] gradient, int channels) {
            float[] upright = transposed ? transpose(gradient, width, height, channels) : gradient;
            return flips.adjoint(upright, count, channels);
        }

        private float[] transpose(float[] values, int rows, int columns, int channels) {
            float[] transposedValues = new float[values.length];
            SideBySide.rows(count * columns, rows * channels, (begin, end) -> {
                for (int line = begin; line < end; line++) {
                    int to = line * rows * channels;
                    int start = line / columns * rows * columns + line % columns;
                    for (int row = 0; row < rows; row++) {
                        int from = (start + row * columns) * channels;
                        for (int c = 0; c < channels; c++) {
                            transposedValues[to++] = values[from + c];
                        }
                    }
                }
            });
            return transposedValues;
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
