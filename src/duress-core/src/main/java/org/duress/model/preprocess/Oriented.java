package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.spec.PreprocessStep.Orientation;

/**
 * The axes as a network has them, of images whose planes grow to superior, rows to posterior and columns to the left.
 */
final class Oriented implements Stage {
    /** Where each axis of an image may grow to in a network, the slowest first: as it does, or the other way. */
    private static final List<String> ENDS = List.of("SI", "PA", "LR");

    private final String axes;

    Oriented(Orientation step) {
        axes = step.axes();
    }

    /**
     * An axis of a network.
     *
     * @param of the image
     * @param reversed whether it grows the other way
     */
    private record Axis(int of, boolean reversed) {}

    /** Of a network for images of so many axes; slices have none for planes, which a network of slices has last. */
    private List<Axis> axes(Grid images) {
        int missing = ENDS.size() - images.rank();
        if (missing == 1 && "SI".indexOf(axes.charAt(2)) < 0) {
            throw new DuressException("model.preprocess turns axes to " + axes + ", but the images are slices, which"
                    + " have no axis to superior or inferior; name it last, as in RAS");
        }
        List<Axis> own = new ArrayList<>();
        for (char letter : axes.substring(0, images.rank()).toCharArray()) {
            int axis = 0;
            while (ENDS.get(axis).indexOf(letter) < 0) {
                axis++;
            }
            own.add(new Axis(axis - missing, ENDS.get(axis).indexOf(letter) == 1));
        }
        return own;
    }

    private static <T> List<T> turned(List<Axis> axes, List<T> ofImages) {
        return axes.stream().map(axis -> ofImages.get(axis.of())).toList();
    }

    /** Images of a size that are so far apart once they are turned. */
    Grid before(Grid images, List<Double> turned) {
        double[] spacing = new double[images.rank()];
        List<Axis> own = axes(images);
        for (int axis = 0; axis < spacing.length; axis++) {
            spacing[own.get(axis).of()] = turned.get(axis);
        }
        return images.spaced(spacing);
    }

    @Override
    public Grid grid(Grid images) {
        List<Axis> own = axes(images);
        return new Grid(turned(own, images.sizes()), turned(own, images.spacing()));
    }

    @Override
    public Passage passage(ImageBatch images, Answers answers) {
        List<Axis> own = axes(images.grid());
        Turn turn = new Turn(images.grid(), own, images.count());
        ImageBatch turned = images.resized(
                turn.apply(images.pixels(), images.channels()), grid(images.grid()), spacing -> turned(own, spacing));
        return new Averaged(turned, new Averaging.Probabilities(answers.classes()), turn.inverse(), turn);
    }

    /** A permutation of pixels; its adjoint is its inverse. */
    private static final class Turn implements Averaged.Linear {
        private final int count;
        private final int voxels;

        /** Of the network, its planes, rows and columns: how many, how far apart in the image, and where they begin. */
        private final int[] sizes = {1, 1, 1};

        private final int[] steps = new int[3];
        private int first;

        Turn(Grid images, List<Axis> axes, int count) {
            this.count = count;
            voxels = images.voxels();
            int at = sizes.length - axes.size();
            for (Axis axis : axes) {
                int size = images.size(axis.of());
                int step = 1;
                for (int behind = axis.of() + 1; behind < images.rank(); behind++) {
                    step *= images.size(behind);
                }
                sizes[at] = size;
                steps[at++] = axis.reversed() ? -step : step;
                first += axis.reversed() ? (size - 1) * step : 0;
            }
        }

        private interface Pixel {
            /** Places of a pixel: as the images have it, and as the network does. */
            void at(int image, int network);
        }

        private void pixels(int channels, Pixel pixel) {
            int columns = sizes[2];
            SideBySide.rows(count * sizes[0] * sizes[1], columns * channels, (from, to) -> {
                for (int line = from; line < to; line++) {
                    int row = line % sizes[1];
                    int plane = line / sizes[1] % sizes[0];
                    int image = line / (sizes[0] * sizes[1]);
                    int start = image * voxels + first + plane * steps[0] + row * steps[1];
                    for (int column = 0; column < columns; column++) {
                        pixel.at((start + column * steps[2]) * channels, (line * columns + column) * channels);
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
