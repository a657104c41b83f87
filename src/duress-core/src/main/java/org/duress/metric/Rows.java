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

    /** Adds values of one array, from a place on, to those of two others, each with a weight of its own. */
    static void add(double weight, double second, double[] from, int first, double[] to, double[] toSecond) {
        for (int x = 0; x < to.length; x++) {
            to[x] += weight * from[first + x];
            toSecond[x] += second * from[first + x];
        }
    }

    /** Adds all values of two arrays, each with a weight, to those of another from a place on. */
    static void add(double weight, double[] from, double second, double[] fromSecond, double[] to, int start) {
        for (int x = 0; x < from.length; x++) {
            to[start + x] += weight * from[x] + second * fromSecond[x];
        }
    }

    /** Adds a complex number, turned back by each of many angles, to as many others. */
    static void turn(double re, double im, double[] cos, double[] sin, double[] toRe, double[] toIm) {
        for (int k = 0; k < cos.length; k++) {
            toRe[k] += re * cos[k] + im * sin[k];
            toIm[k] += im * cos[k] - re * sin[k];
        }
    }
}
