package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;

/** Places spread evenly over an image: rows of them, every other row set off. */
final class Raster {
    private Raster() {}

    /**
     * Exactly so many places, the outermost ones half as far from the border as from one another, so that no point is
     * far from all of them.
     *
     * @param width of the bumps there
     */
    static List<Bump.Place> inside(int count, Grid grid, double width) {
        return of(count, grid, width, 0.5);
    }

    /** The same with the outermost ones at the border itself, where a deformation repeats what lies there. */
    static List<Bump.Place> toTheBorder(int count, Grid grid, double width) {
        return of(count, grid, width, 0);
    }

    /**
     * Places.
     *
     * @param margin of the outermost ones, where 1 is as far as places are apart
     */
    private static List<Bump.Place> of(int count, Grid grid, double width, double margin) {
        List<Bump.Place> places = new ArrayList<>();
        int rows = Math.max(1, (int) Math.round(Math.sqrt((double) count * grid.height() / grid.width())));
        for (int r = 0; r < rows; r++) {
            int from = r * count / rows;
            int inRow = (r + 1) * count / rows - from;
            // A quarter of the way to the next place, once to the one side and once to the other, but not beyond.
            double off = rows == 1 ? 0 : r % 2 == 0 ? -0.25 : 0.25;
            for (int k = 0; k < inRow; k++) {
                places.add(new Bump.Place(
                        at(r, rows, margin, grid.height()), at(k + off, inRow, margin, grid.width()), width, true));
            }
        }
        return places;
    }

    /** Where the k-th of several places lies on an axis. */
    private static double at(double k, int of, double margin, int pixels) {
        double way = of == 1 ? 0.5 : (k + margin) / (of - 1 + 2 * margin);
        return Math.max(0, Math.min(1, way)) * pixels - 0.5;
    }
}
