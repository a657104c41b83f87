package org.duress.data;

import java.util.Locale;
import java.util.Optional;
import org.duress.spec.ImageSize;

/**
 * A slice that resampling stretches more one way than the other, so that its pixels are no longer as wide as high.
 *
 * @param name the slice's
 * @param height rows in the file
 * @param width columns in the file
 * @param ratio height of a pixel by its width after resampling, in millimetres, or of what was a square where the file
 *     knows no spacing
 */
record Reshaped(String name, int height, int width, double ratio) {
    /** Sizes are whole numbers, so that a few parts in a hundred cannot be avoided. */
    private static final double SQUARE = 0.02;

    /** Empty where the pixels stay as they are, or come out square. */
    static Optional<Reshaped> of(RawSlice slice, ImageSize size) {
        double stretch = ((double) slice.height() / size.height()) / ((double) slice.width() / size.width());
        double before = slice.rowSpacing() / slice.columnSpacing();
        double after = (Double.isNaN(before) ? 1 : before) * stretch;
        boolean stretched = Math.abs(Math.log(stretch)) > SQUARE && Math.abs(Math.log(after)) > SQUARE;
        return stretched
                ? Optional.of(new Reshaped(slice.name(), slice.height(), slice.width(), after))
                : Optional.empty();
    }

    /** The further from square of the two. */
    Reshaped worse(Reshaped other) {
        return Math.abs(Math.log(other.ratio)) > Math.abs(Math.log(ratio)) ? other : this;
    }

    /** One sentence. */
    String warning(ImageSize size) {
        return String.format(
                Locale.ROOT,
                "cohort.size %s changes the shape of slice %s, which is %d x %d: a pixel becomes %.2f times as high as"
                        + " wide, and displacements, which are in pixels, reach as much further one way; choose a size"
                        + " that keeps the shape, unless the model was trained so",
                size,
                name,
                height,
                width,
                ratio);
    }
}
