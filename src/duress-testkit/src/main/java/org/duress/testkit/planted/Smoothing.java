package org.duress.testkit.planted;

/** A triangle of seven pixels along rows and columns: its own adjoint, and blind to stripes of four pixels. */
public final class Smoothing {
    private static final float[] WEIGHTS = {1 / 16f, 2 / 16f, 3 / 16f, 4 / 16f, 3 / 16f, 2 / 16f, 1 / 16f};

    private Smoothing() {}

    /** Pixels outside the image are 0. */
    public static float[] of(float[] image, int side) {
        float[] rows = new float[image.length];
        for (int k = 0; k < WEIGHTS.length; k++) {
            add(image, rows, side, 0, k - 3, WEIGHTS[k]);
        }
        float[] out = new float[image.length];
        for (int k = 0; k < WEIGHTS.length; k++) {
            add(rows, out, side, k - 3, 0, WEIGHTS[k]);
        }
        return out;
    }

    /** Adds an image moved by whole pixels: its pixel (y + down, x + right) goes to (y, x). */
    public static void add(float[] from, float[] to, int side, int right, int down, float weight) {
        int first = Math.max(0, -right);
        int last = Math.min(side, side - right);
        for (int y = Math.max(0, -down); y < Math.min(side, side - down); y++) {
            int row = y * side;
            int other = (y + down) * side + right;
            for (int x = first; x < last; x++) {
                to[row + x] += weight * from[other + x];
            }
        }
    }
}
