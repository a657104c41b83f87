package org.duress.data;

import java.util.Locale;
import java.util.Optional;
import org.duress.base.Grid;

/**
 * An image whose slices resampling stretches more one way than the other, so that their pixels are no longer as wide as
 * high.
 *
 * @param name the image's
 * @param from its grid in the file
 * @param to its grid in the cohort
 * @param ratio height of a pixel by its width after resampling, in millimetres, or of what was a square where the file
 *     knows no spacing
 */
record Reshaped(String name, Grid from, Grid to, double ratio) {
    /** Sizes are whole numbers, so that a few parts in a hundred cannot be avoided. */
    private static final double SQUARE = 0.02;

    /** Empty where the pixels stay as they are, or come out square. */
    static Optional<Reshaped> of(String name, Grid from, Grid to) {
        double stretch = ((double) from.rows() / to.rows()) / ((double) from.columns() / to.columns());
        double before = from.spacing(from.rank() - 2) / from.spacing(from.rank() - 1);
        double after = (Double.isNaN(before) ? 1 : before) * stretch;
        boolean stretched = Math.abs(Math.log(stretch)) > SQUARE && Math.abs(Math.log(after)) > SQUARE;
        return stretched ? Optional.of(new Reshaped(name, from, to, after)) : Optional.empty();
    }

    /** The further from square of the two. */
    Reshaped worse(Reshaped other) {
        return Math.abs(Math.log(other.ratio)) > Math.abs(Math.log(ratio)) ? other : this;
    }

    /** One sentence. */
    String warning() {
        return String.format(
                Locale.ROOT,
                "cohort.size %s changes the shape of %s %s, which is %s: a pixel becomes %.2f times as high as"
                        + " wide, and displacements, which are in pixels, reach as much further one way; choose a size"
                        + " that keeps the shape, unless the model was trained so",
                to,
                from.kind().image(),
                name,
                from,
                ratio);
    }
}
