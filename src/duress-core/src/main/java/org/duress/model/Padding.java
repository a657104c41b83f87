package org.duress.model;

import java.util.Optional;
import java.util.function.Predicate;
import org.duress.base.Grid;

/**
 * Images, and maps on them, made larger for a network that takes only certain sizes, and cut back.
 *
 * <p>Rows are added at the bottom and columns on the right, so that every pixel keeps its coordinates. They repeat the
 * last row and column: zeros would be an edge along the image that no scan has, and a mirrored image an organ that is
 * not there.
 *
 * @param images grid of the images
 * @param multiple of which the padded height and width are the next; at least 1, and 1 adds nothing
 */
public record Padding(Grid images, int multiple) {
    /** Largest multiple that sizes are made of: eight halvings, more than networks of 2-D images have. */
    private static final int LARGEST_MULTIPLE = 256;

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
        return new Grid(images.sizes().stream().map(size -> next(size) + more).toList(), images.spacing());
    }

    private int next(int size) {
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

    private int height() {
        return images.height();
    }

    private int width() {
        return images.width();
    }

    private int paddedHeight() {
        return next(height());
    }

    private int paddedWidth() {
        return next(width());
    }

    /**
     * Repeats the last row and column.
     *
     * @param values {@code [count, images, channels]} row-major
     * @return {@code [count, padded, channels]}; the argument itself where nothing is added
     */
    public float[] pad(float[] values, int count, int channels) {
        if (none()) {
            return values;
        }
        float[] padded = new float[count * paddedHeight() * paddedWidth() * channels];
        int width = width();
        int paddedWidth = paddedWidth();
        for (int row = 0; row < count * paddedHeight(); row++) {
            int from = source(row) * width * channels;
            int to = row * paddedWidth * channels;
            System.arraycopy(values, from, padded, to, width * channels);
            for (int x = width; x < paddedWidth; x++) {
                System.arraycopy(values, from + (width - 1) * channels, padded, to + x * channels, channels);
            }
        }
        return padded;
    }

    /** The adjoint of {@link #pad(float[], int, int)}: what was repeated gets what all its copies get. */
    public float[] pulledBack(float[] gradient, int count, int channels) {
        if (none()) {
            return gradient;
        }
        float[] pulled = new float[count * height() * width() * channels];
        int width = width();
        int paddedWidth = paddedWidth();
        for (int row = 0; row < count * paddedHeight(); row++) {
            int to = source(row) * width * channels;
            int from = row * paddedWidth * channels;
            for (int x = 0; x < paddedWidth; x++) {
                int pixel = to + Math.min(x, width - 1) * channels;
                for (int c = 0; c < channels; c++) {
                    pulled[pixel + c] += gradient[from + x * channels + c];
                }
            }
        }
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
        float[] cropped = new float[count * height() * width() * channels];
        eachRow(
                count,
                (inner, outer) -> System.arraycopy(
                        values,
                        outer * paddedWidth() * channels,
                        cropped,
                        inner * width() * channels,
                        width() * channels));
        return cropped;
    }

    /** The same of class maps. */
    public byte[] crop(byte[] values, int count) {
        if (none()) {
            return values;
        }
        byte[] cropped = new byte[count * height() * width()];
        eachRow(
                count,
                (inner, outer) -> System.arraycopy(values, outer * paddedWidth(), cropped, inner * width(), width()));
        return cropped;
    }

    /** The adjoint of {@link #crop(float[], int, int)}: nothing to what was added. */
    public float[] embed(float[] gradient, int count, int channels) {
        if (none()) {
            return gradient;
        }
        float[] padded = new float[count * paddedHeight() * paddedWidth() * channels];
        eachRow(
                count,
                (inner, outer) -> System.arraycopy(
                        gradient,
                        inner * width() * channels,
                        padded,
                        outer * paddedWidth() * channels,
                        width() * channels));
        return padded;
    }

    private interface Rows {
        void copy(int inner, int outer);
    }

    private void eachRow(int count, Rows rows) {
        for (int image = 0; image < count; image++) {
            for (int y = 0; y < height(); y++) {
                rows.copy(image * height() + y, image * paddedHeight() + y);
            }
        }
    }

    /** Row of the images that a row of the padded ones repeats, counted over all images. */
    private int source(int row) {
        return row / paddedHeight() * height() + Math.min(row % paddedHeight(), height() - 1);
    }

    /** Which sizes would need none: "multiples of 16, such as [592, 576]". */
    public String advice() {
        return "multiples of " + multiple + ", such as " + padded().sizes();
    }

    /** "584 x 565, padded to 592 x 576 (edge pixels repeated at the bottom and right)". */
    @Override
    public String toString() {
        return images + ", padded to " + padded() + " (edge pixels repeated at the bottom and right)";
    }
}
