package org.duress.testkit.planted;

import org.duress.base.Grid;

/**
 * A triangle of seven pixels along rows and columns: its own adjoint, and blind to stripes of four pixels. Each plane
 * of a volume is smoothed by itself.
 */
public final class Smoothing {
    private static final float[] WEIGHTS = {1 / 16f, 2 / 16f, 3 / 16f, 4 / 16f, 3 / 16f, 2 / 16f, 1 / 16f};

    private Smoothing() {}

    /** Pixels outside the image are 0. */
    public static float[] of(float[] image, Grid grid) {
        float[] rows = new float[image.length];
        for (int k = 0; k < WEIGHTS.length; k++) {
            add(image, rows, grid, 0, k - 3, WEIGHTS[k]);
        }
        float[] out = new float[image.length];
        for (int k = 0; k < WEIGHTS.length; k++) {
            add(rows, out, grid, k - 3, 0, WEIGHTS[k]);
        }
        return out;
    }

    /** Adds an image moved by whole pixels in its plane: its pixel (y + down, x + right) goes to (y, x). */
    public static void add(float[] from, float[] to, Grid grid, int right, int down, float weight) {
        int rows = grid.rows();
        int columns = grid.columns();
        int first = Math.max(0, -right);
        int last = Math.min(columns, columns - right);
        for (int plane = 0; plane < grid.planes() * rows; plane += rows) {
            for (int y = Math.max(0, -down); y < Math.min(rows, rows - down); y++) {
                int row = (plane + y) * columns;
                int other = (plane + y + down) * columns + right;
                for (int x = first; x < last; x++) {
                    to[row + x] += weight * from[other + x];
                }
            }
        }
    }
}
