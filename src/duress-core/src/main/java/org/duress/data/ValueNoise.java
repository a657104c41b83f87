package org.duress.data;

import java.util.Random;

/**
 * Smooth random field in three dimensions, periodic, with values in [-1, 1]: random lattice values, smoothly joined.
 */
final class ValueNoise {
    private static final int SIZE = 16;
    private static final int MASK = SIZE - 1;

    private final float[] lattice = new float[SIZE * SIZE * SIZE];

    ValueNoise(Random random) {
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = 2 * random.nextFloat() - 1;
        }
    }

    /** Value at a point in lattice units. */
    double at(double x, double y, double z) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        int z0 = (int) Math.floor(z);
        double u = smooth(x - x0);
        double v = smooth(y - y0);
        double w = smooth(z - z0);
        double near = plane(x0, y0, z0, u, v);
        return near + w * (plane(x0, y0, z0 + 1, u, v) - near);
    }

    private double plane(int x, int y, int z, double u, double v) {
        double top = value(x, y, z) + u * (value(x + 1, y, z) - value(x, y, z));
        double bottom = value(x, y + 1, z) + u * (value(x + 1, y + 1, z) - value(x, y + 1, z));
        return top + v * (bottom - top);
    }

    private float value(int x, int y, int z) {
        return lattice[((z & MASK) * SIZE + (y & MASK)) * SIZE + (x & MASK)];
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }
}
