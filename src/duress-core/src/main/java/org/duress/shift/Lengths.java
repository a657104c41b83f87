package org.duress.shift;

import org.duress.base.Grid;

/**
 * Distances of two points along each axis, in mm. Where they are not known, the longer side of a plane is taken to be
 * {@link #SIDE} long, its pixels to be square, and planes to be as far apart as pixels.
 */
record Lengths(double plane, double row, double column) {
    /** What an image of unknown spacing shows, in mm: an abdomen, with some air about it. */
    static final double SIDE = 300;

    static Lengths of(Grid grid) {
        double assumed = SIDE / Math.max(grid.rows(), grid.columns());
        int rank = grid.rank();
        boolean known = known(grid.spacing(rank - 2)) && known(grid.spacing(rank - 1));
        double row = known ? grid.spacing(rank - 2) : assumed;
        double column = known ? grid.spacing(rank - 1) : assumed;
        double plane = rank == 3 && known(grid.spacing(0)) ? grid.spacing(0) : row;
        return new Lengths(plane, row, column);
    }

    private static boolean known(double length) {
        return length > 0 && Double.isFinite(length);
    }

    /** The finest in the plane. */
    double finest() {
        return Math.min(row, column);
    }
}
