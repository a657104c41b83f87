package org.duress.planted;

/** A triangle of seven pixels along rows and columns: its own adjoint, and blind to stripes of four pixels. */
final class Smoothing {
    private static final float[] WEIGHTS = {1 / 16f, 2 / 16f, 3 / 16f, 4 / 16f, 3 / 16f, 2 / 16f, 1 / 16f};

    private Smoothing() {}

    /** Pixels outside the image are 0. */
    static float[] of(float[] image, int side) {
        return along(along(image, side, 1, side), side, side, 1);
    }

    private static float[] along(float[] image, int side, int step, int line) {
        float[] out = new float[image.length];
        for (int i = 0; i < side; i++) {
            for (int k = 0; k < WEIGHTS.length; k++) {
                int from = i + k - 3;
                if (from < 0 || from >= side) {
                    continue;
                }
                for (int l = 0; l < side; l++) {
                    out[i * step + l * line] += WEIGHTS[k] * image[from * step + l * line];
                }
            }
        }
        return out;
    }
}
