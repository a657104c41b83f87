package org.duress.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.duress.base.Grid;

/**
 * Images, and maps on them, made larger for a network that takes only certain sizes, and cut back.
 *
 * <p>Planes are added above, rows at the bottom and columns on the right, so that every pixel keeps its coordinates.
 * They repeat the last plane, row and column: zeros would be an edge along the image that no scan has, and a mirrored
 * image an organ that is not there.
 *
 * @param images grid of the images
 * @param multiples of which the padded size along each axis is the next; each at least 1, and 1 adds nothing
 */
public record Padding(Grid images, List<Integer> multiples) {
    /** Largest multiple that sizes are made of: eight halvings, more than networks of 2-D images have. */
    private static final int LARGEST_MULTIPLE = 256;

    public Padding {
        multiples = List.copyOf(multiples);
        if (multiples.size() != images.rank()) {
            throw new IllegalArgumentException("sizes of " + images + " do not become multiples of " + multiples);
        }
    }

    /** To the same multiple along each axis. */
    public Padding(Grid images, int multiple) {
        this(images, Collections.nCopies(images.rank(), multiple));
    }

    /**
     * To the next multiples of 2, 4, 8, ... that a network takes. One that takes a single size only is not padded to
     * that, however near: it was made for images of that extent, in which organs have the size they have there.
     *
     * @return empty if there are none
     */
    public static Optional<Padding> toWhatIsTaken(Grid images, Predicate<Grid> takes) {
        for (int multiple = 2; multiple <= LARGEST_MULTIPLE; multiple *= 2) {
            Padding padding = new Padding(images, multiple);
            if (takes.test(padding.padded()) && takes.test(padding.longerBy(multiple))) {
                return Optional.of(padding);
            }
        }
        return Optional.empty();
    }

    /** The grid of padded images. */
    public Grid padded() {
        return longerBy(0);
    }

    private Grid longerBy(int more) {
        List<Integer> sizes = IntStream.range(0, images.rank())
                .mapToObj(axis -> next(images.size(axis), multiples.get(axis)) + more)
                .toList();
        return new Grid(sizes, images.spacing());
    }

    private static int next(int size, int multiple) {
        return (size + multiple - 1) / multiple * multiple;
    }

    /** Whether nothing is added. */
    public boolean none() {
        return padded().fits(images);
    }

    /** Larger images; the same where nothing is added. */
    public ImageBatch pad(ImageBatch batch) {
        return none() ? batch : batch.resized(pad(batch.pixels(), batch.count(), batch.channels()), padded());
    }

    /**
     * Repeats the last plane, row and column.
     *
     * @param values {@code [count, images, channels]} row-major
     * @return {@code [count, padded, channels]}; the argument itself where nothing is added
     */
    public float[] pad(float[] values, int count, int channels) {
        if (none()) {
            return values;
        }
        Grid to = padded();
        float[] padded = new float[count * to.voxels() * channels];
        int length = images.columns() * channels;
        eachRow(to, count, (inner, outer) -> {
            int from = inner * channels;
            int at = outer * channels;
            System.arraycopy(values, from, padded, at, length);
            for (int x = images.columns(); x < to.columns(); x++) {
                System.arraycopy(values, from + length - channels, padded, at + x * channels, channels);
            }
        });
        return padded;
    }

    /** The adjoint of {@link #pad(float[], int, int)}: what was repeated gets what all its copies get. */
    public float[] pulledBack(float[] gradient, int count, int channels) {
        if (none()) {
            return gradient;
        }
        Grid to = padded();
        float[] pulled = new float[count * images.voxels() * channels];
        eachRow(to, count, (inner, outer) -> {
            for (int x = 0; x < to.columns(); x++) {
                int pixel = (inner + Math.min(x, images.columns() - 1)) * channels;
                for (int c = 0; c < channels; c++) {
                    pulled[pixel + c] += gradient[(outer + x) * channels + c];
                }
            }
        });
        return pulled;
    }

    /**
     * Leaves out what was added.
     *
     * @param values {@code [count, padded, channels]} row-major
     * @return {@code [count, images, channels]}; the argument itself where nothing was added
     */
    public float[] crop(float[] values, int count, int channels) {
        if (none()) {
            return values;
        }
        float[] cropped = new float[count * images.voxels() * channels];
        int length = images.columns() * channels;
        eachRow(
                images,
                count,
                (inner, outer) -> System.arraycopy(values, outer * channels, cropped, inner * channels, length));
        return cropped;
    }

    /** The same of class maps. */
    public byte[] crop(byte[] values, int count) {
        if (none()) {
            return values;
        }
        byte[] cropped = new byte[count * images.voxels()];
        eachRow(images, count, (inner, outer) -> System.arraycopy(values, outer, cropped, inner, images.columns()));
        return cropped;
    }

    /** The adjoint of {@link #crop(float[], int, int)}: nothing to what was added. */
    public float[] embed(float[] gradient, int count, int channels) {
        if (none()) {
            return gradient;
        }
        float[] padded = new float[count * padded().voxels() * channels];
        int length = images.columns() * channels;
        eachRow(
                images,
                count,
                (inner, outer) -> System.arraycopy(gradient, inner * channels, padded, outer * channels, length));
        return padded;
    }

    private interface Rows {
        /** Places where a row begins, in pixels: in the images, and in the padded ones. */
        void copy(int inner, int outer);
    }

    /**
     * Every row of a grid, and the row of the images that it is or repeats.
     *
     * @param over the images, or the padded ones
     */
    private void eachRow(Grid over, int count, Rows rows) {
        Grid to = padded();
        for (int image = 0; image < count; image++) {
            for (int plane = 0; plane < over.planes(); plane++) {
                int own = image * images.planes() + Math.min(plane, images.planes() - 1);
                for (int row = 0; row < over.rows(); row++) {
                    int inner = (own * images.rows() + Math.min(row, images.rows() - 1)) * images.columns();
                    int outer = ((image * to.planes() + plane) * to.rows() + row) * to.columns();
                    rows.copy(inner, outer);
                }
            }
        }
    }

    /** Which sizes would need none: "multiples of 16, such as [592, 576]". */
    public String advice() {
        boolean one = multiples.stream().distinct().count() == 1;
        return "multiples of " + (one ? multiples.get(0) : multiples) + ", such as " + padded().sizes();
    }

    /** "584 x 565, padded to 592 x 576 (edge pixels repeated at the bottom and right)". */
    @Override
    public String toString() {
        String ends = images.rank() == 2 ? "at the bottom and right" : "above, at the bottom and right";
        return images + ", padded to " + padded() + " (edge pixels repeated " + ends + ")";
    }
}
