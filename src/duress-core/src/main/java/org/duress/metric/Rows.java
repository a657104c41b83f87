package org.duress.metric;

/** Sums along rows, which the compiler turns into vector instructions. */
final class Rows {
    private Rows() {}

    /** Adds so many values of one array, from a place on, to those of another, with a weight. */
    static void add(double weight, double[] from, int first, double[] to, int start, int width) {
        for (int x = 0; x < width; x++) {
            to[start + x] += weight * from[first + x];
        }
    }
}
