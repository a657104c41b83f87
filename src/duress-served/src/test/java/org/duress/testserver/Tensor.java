package org.duress.testserver;

import java.util.Arrays;

/** Numbers of type FP32 under a name, row-major. */
record Tensor(String name, long[] shape, float[] values) {
    Tensor {
        if (count(shape) != values.length) {
            throw new IllegalArgumentException(
                    name + ": shape " + Arrays.toString(shape) + " does not hold " + values.length + " values");
        }
    }

    /**
     * How many elements a shape holds.
     *
     * @throws ArithmeticException if no array is that long
     */
    static int count(long[] shape) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return Math.toIntExact(count);
    }
}
