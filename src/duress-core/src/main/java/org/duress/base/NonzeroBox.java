package org.duress.base;

/** The smallest box around what is not 0 in a volume. */
public final class NonzeroBox {
    private final int[] first = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] last = {-1, -1, -1};

    /**
     * Grows the box to what is not 0 in an image.
     *
     * @param plane of the volume that the image is, or begins with
     * @param values {@code [grid, channels]} row-major, from one place on
     */
    public void add(int plane, float[] values, int from, Grid grid, int channels) {
        int length = grid.columns() * channels;
        for (int line = 0; line < grid.planes() * grid.rows(); line++) {
            int start = from + line * length;
            int left = 0;
            while (left < length && values[start + left] == 0) {
                left++;
            }
            int right = length - 1;
            while (right > left && values[start + right] == 0) {
                right--;
            }
            if (left < length) {
                int own = plane + line / grid.rows();
                add(own, line % grid.rows(), left / channels);
                add(own, line % grid.rows(), right / channels);
            }
        }
    }

    private void add(int plane, int row, int column) {
        grow(0, plane);
        grow(1, row);
        grow(2, column);
    }

    private void grow(int axis, int at) {
        first[axis] = Math.min(first[axis], at);
        last[axis] = Math.max(last[axis], at);
    }

    /** Whether it was never grown. */
    public boolean empty() {
        return last[0] < 0;
    }

    /** Points in it. */
    public long points() {
        long points = 1;
        for (int axis = 0; axis < first.length; axis++) {
            points *= last[axis] - first[axis] + 1L;
        }
        return empty() ? 0 : points;
    }

    /** Whether a point is in it. */
    public boolean holds(int plane, int row, int column) {
        return between(0, plane) && between(1, row) && between(2, column);
    }

    private boolean between(int axis, int at) {
        return first[axis] <= at && at <= last[axis];
    }
}
