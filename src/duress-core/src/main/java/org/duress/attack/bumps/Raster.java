package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;

/**
 * Places spread evenly over an image: rows of them, every other row set off.
 *
 * @param down how far all of them are moved, where 1 is as far as rows are apart; in [-0.5, 0.5)
 * @param right the same to the right, where 1 is as far as the places of a row are apart
 * @param seed of what else is left to chance
 */
record Raster(double down, double right, long seed) {
    /**
     * A raster moved by chance, so that on several slices other places are tried: what breaks one of them can be tried
     * on the others.
     */
    static Raster moved(long seed) {
        Random random = new Random(seed);
        return new Raster(random.nextDouble() - 0.5, random.nextDouble() - 0.5, random.nextLong());
    }

    /** What else is left to chance for the image. */
    Random chance() {
        return new Random(seed);
    }

    /**
     * Exactly so many places, the outermost ones half as far from the border as from one another, so that no point is
     * far from all of them.
     *
     * @param width of the bumps there
     */
    List<Bump.Place> inside(int count, Grid grid, double width) {
        return of(count, grid, width, 0.5);
    }

    /** The same with the outermost ones at the border itself, where a deformation repeats what lies there. */
    List<Bump.Place> toTheBorder(int count, Grid grid, double width) {
        return of(count, grid, width, 0);
    }

    /**
     * Places.
     *
     * @param margin of the outermost ones, where 1 is as far as places are apart
     */
    private List<Bump.Place> of(int count, Grid grid, double width, double margin) {
        List<Bump.Place> places = new ArrayList<>();
        int rows = Math.max(1, (int) Math.round(Math.sqrt((double) count * grid.height() / grid.width())));
        for (int r = 0; r < rows; r++) {
            int from = r * count / rows;
            int inRow = (r + 1) * count / rows - from;
            // A quarter of the way to the next place, once to the one side and once to the other, but not beyond.
            double off = rows == 1 ? 0 : r % 2 == 0 ? -0.25 : 0.25;
            for (int k = 0; k < inRow; k++) {
                places.add(new Bump.Place(
                        at(r + down, rows, margin, grid.height()),
                        at(k + off + right, inRow, margin, grid.width()),
                        width,
                        true));
            }
        }
        return places;
    }

    /** Where the k-th of several places lies on an axis. */
    private static double at(double k, int of, double margin, int pixels) {
        double gaps = of - 1 + 2 * margin;
        double way = gaps == 0 ? 0.5 : (k + margin) / gaps;
        // What is moved out on one side comes in on the other, but for those that are to be at the border.
        double inside = margin > 0 ? way - Math.floor(way) : Math.max(0, Math.min(1, way));
        return inside * pixels - 0.5;
    }
}
