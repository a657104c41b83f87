package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;

/**
 * Places spread evenly over an image: rows of them, every other row set off; in a volume layers of such rows, every
 * other layer set off.
 *
 * @param deep how far all of them are moved from plane to plane, where 1 is as far as layers are apart; in [-0.5, 0.5);
 *     of no account in a slice
 * @param down the same down, where 1 is as far as rows are apart
 * @param right the same to the right, where 1 is as far as the places of a row are apart
 * @param seed of what else is left to chance
 */
record Raster(double deep, double down, double right, long seed) {
    /**
     * A raster moved by chance, so that on several images other places are tried: what breaks one of them can be tried
     * on the others.
     */
    static Raster moved(long seed) {
        Random random = new Random(seed);
        double down = random.nextDouble() - 0.5;
        double right = random.nextDouble() - 0.5;
        long chance = random.nextLong();
        return new Raster(random.nextDouble() - 0.5, down, right, chance);
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
        Grid lengths = grid.proportions();
        double depth = lengths.planes() * (grid.rank() == 2 ? 1 : lengths.spacing(0));
        double height = lengths.rows() * lengths.spacing(lengths.rank() - 2);
        double breadth = lengths.columns() * lengths.spacing(lengths.rank() - 1);
        List<Bump.Place> places = new ArrayList<>();
        int layers = grid.rank() == 2 ? 1 : about(Math.cbrt(count * depth * depth / (height * breadth)));
        for (int layer = 0; layer < layers; layer++) {
            int inLayer = share(count, layer, layers);
            int rows = about(Math.sqrt(inLayer * height / breadth));
            double plane = at(layer + deep, layers, margin, grid.planes());
            for (int r = 0; r < rows; r++) {
                int inRow = share(inLayer, r, rows);
                double row = at(r + setOff(layer, layers) + down, rows, margin, grid.rows());
                for (int k = 0; k < inRow; k++) {
                    double column = at(k + setOff(r, rows) + right, inRow, margin, grid.columns());
                    places.add(new Bump.Place(
                            grid.rank() == 2 ? List.of(row, column) : List.of(plane, row, column), width, true));
                }
            }
        }
        return places;
    }

    private static int about(double lines) {
        return Math.max(1, (int) Math.round(lines));
    }

    /** Of so many places those of the k-th of several lines. */
    private static int share(int count, int k, int lines) {
        return (k + 1) * count / lines - k * count / lines;
    }

    /** A quarter of the way to the next one, once to the one side and once to the other, but not beyond. */
    private static double setOff(int k, int lines) {
        return lines == 1 ? 0 : k % 2 == 0 ? -0.25 : 0.25;
    }

    /** Where the k-th of several places lies on an axis. */
    private static double at(double k, int of, double margin, int voxels) {
        double gaps = of - 1 + 2 * margin;
        double way = gaps == 0 ? 0.5 : (k + margin) / gaps;
        // What is moved out on one side comes in on the other, but for those that are to be at the border.
        double inside = margin > 0 ? way - Math.floor(way) : Math.max(0, Math.min(1, way));
        return inside * voxels - 0.5;
    }
}
