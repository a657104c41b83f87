package org.duress.model.samediff;

import java.util.Arrays;

/**
 * What a {@code strided_slice} takes of each axis.
 *
 * @param count how many indices
 * @param dropped axes of one index that the result does not have
 * @param wholeBatch whether all of the first axis is taken
 */
record StridedSlice(int[] begin, int[] count, int[] step, boolean[] dropped, boolean wholeBatch) {
    private static final int MASKS = 5;

    /**
     * Reads begin, end and strides from the arguments, or from inputs.
     *
     * @param shape of what is sliced; NaN for the number of images
     */
    static StridedSlice of(Step step, float[] shape) {
        int[] masks = Arrays.copyOf(step.integersFrom(0), MASKS);
        int rank = shape.length;
        int[] begin;
        int[] end;
        int[] stride;
        if (step.has(1)) {
            begin = step.known(1).integers();
            end = step.known(2).integers();
            stride = step.has(3) ? step.known(3).integers() : ones(begin.length);
        } else {
            int[] rest = step.integersFrom(MASKS);
            int n = rest.length / 3;
            begin = Arrays.copyOfRange(rest, 0, n);
            end = Arrays.copyOfRange(rest, n, 2 * n);
            stride = Arrays.copyOfRange(rest, 2 * n, 3 * n);
        }
        if (masks[1] != 0
                || masks[3] != 0
                || begin.length > rank
                || end.length != begin.length
                || stride.length != begin.length) {
            throw step.unsupported("slices with an ellipsis or a new axis");
        }
        int[] from = new int[rank];
        int[] count = new int[rank];
        int[] by = ones(rank);
        boolean[] dropped = new boolean[rank];
        boolean wholeBatch = true;
        for (int i = 0; i < rank; i++) {
            boolean given = i < begin.length;
            boolean free = Float.isNaN(shape[i]);
            int size = free ? 1 : (int) shape[i];
            by[i] = given ? stride[i] : 1;
            if (by[i] == 0) {
                throw step.unsupported("has a stride of 0");
            }
            dropped[i] = given && (masks[4] >> i & 1) == 1;
            boolean fromStart = !given || (masks[0] >> i & 1) == 1;
            boolean toEnd = !given || (masks[2] >> i & 1) == 1;
            if (free) {
                // The end may name the number of images itself, which is NaN and read as -1.
                wholeBatch = (fromStart || begin[i] == 0) && (toEnd || end[i] == -1 || end[i] == Integer.MAX_VALUE);
                wholeBatch &= by[i] == 1 && !dropped[i];
                count[i] = 1;
                continue;
            }
            int low = by[i] > 0 ? 0 : -1;
            int high = by[i] > 0 ? size : size - 1;
            from[i] = fromStart ? (by[i] > 0 ? 0 : size - 1) : bounded(begin[i], size, low, high);
            int to = toEnd ? (by[i] > 0 ? size : -1) : bounded(end[i], size, low, high);
            count[i] = (int) Math.max(0, ((long) to - from[i] + by[i] - Integer.signum(by[i])) / by[i]);
            if (dropped[i]) {
                count[i] = 1;
            }
        }
        return new StridedSlice(from, count, by, dropped, wholeBatch);
    }

    private static int bounded(int index, int size, int low, int high) {
        return Math.max(low, Math.min(high, index < 0 ? index + size : index));
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
