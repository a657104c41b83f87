package org.duress.detect;

import java.util.Random;
import org.duress.base.Grid;

/**
 * An image that is mirrored along some axes, and then moved around: what leaves it at one end comes in at the other.
 */
final class Turned {
    /** Of a side, so far at most in each direction. */
    private static final int REACH = 16;

    private final int[] planes;
    private final int[] rows;
    private final int[] columns;
    private final int channels;

    private Turned(int[] planes, int[] rows, int[] columns, int channels) {
        this.planes = planes;
        this.rows = rows;
        this.columns = columns;
        this.channels = channels;
    }

    static Turned drawn(Grid grid, int channels, Random random) {
        return new Turned(
                side(grid.planes(), random), side(grid.rows(), random), side(grid.columns(), random), channels);
    }

    /** Where each point along one axis comes from. */
    private static int[] side(int length, Random random) {
        boolean mirrored = random.nextBoolean();
        int reach = length / REACH;
        int by = random.nextInt(2 * reach + 1) - reach;
        int[] from = new int[length];
        for (int i = 0; i < length; i++) {
            int place = Math.floorMod(i + by, length);
            from[i] = mirrored ? length - 1 - place : place;
        }
        return from;
    }

    /**
     * Copies an image.
     *
     * @param image {@code [grid, channels]}
     * @param to receives as many values
     * @param at where the first of them goes
     */
    void copy(float[] image, float[] to, int at) {
        int place = at;
        for (int plane : planes) {
            for (int row : rows) {
                int line = (plane * rows.length + row) * columns.length;
                for (int column : columns) {
                    int from = (line + column) * channels;
                    for (int c = 0; c < channels; c++) {
                        to[place++] = image[from + c];
                    }
                }
            }
        }
    }
}
