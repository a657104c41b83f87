package org.duress.studies;

import java.util.Random;

/** What benchmarks compute on: the time that networks take does not depend on it. */
public final class Noise {
    private Noise() {}

    /** The next so many normal values. */
    public static float[] of(int length, Random random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
