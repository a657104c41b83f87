package org.duress.shift;

/** A shift of where things are in a plane. All channels move together, and the labels with them. */
public non-sealed interface MovingShift extends Shift {
    /**
     * Where the points of the shifted image come from.
     *
     * @param amount one of {@link #severities}; whatever is drawn is the same for all of them
     */
    Affine sources(double amount, Draws draws);

    /**
     * An affine map of the plane: (x, y) comes from (xx x + xy y + x0, yx x + yy y + y0), all in mm from the centre of
     * the image, x along the rows and y along the columns.
     */
    record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
        double x(double x, double y) {
            return xx * x + xy * y + x0;
        }

        double y(double x, double y) {
            return yx * x + yy * y + y0;
        }
    }
}
