package org.duress.model;

/** From probabilities to class maps. */
public final class ClassMaps {
    private ClassMaps() {}

    /**
     * The most probable class of each pixel; the lower class wins a tie.
     *
     * @param probabilities {@code [pixels, classes]} row-major
     * @param classes at most 256; numbers above 127 are bytes without a sign
     */
    public static byte[] argMax(float[] probabilities, int classes) {
        byte[] map = new byte[probabilities.length / classes];
        for (int p = 0; p < map.length; p++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (probabilities[p * classes + c] > probabilities[p * classes + best]) {
                    best = c;
                }
            }
            map[p] = (byte) best;
        }
        return map;
    }
}
