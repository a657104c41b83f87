package org.duress.base;

/** The smallest box around what is not 0 in a volume, or above 0. */
public final class NonzeroBox {
    private final boolean positive;
    private final int[] first = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] last = {-1, -1, -1};

    /** Around what is not 0. */
    public NonzeroBox() {
        this(false);
    }

    /** Around what is above 0, or what is not 0. */
    public NonzeroBox(boolean positive) {
        this.positive = positive;
    }

    private boolean counts(float value) {
        return value > 0 || (!positive && value != 0);
    }

    /**
     * Grows the box to what counts in an image.
     *
     * @param plane of the volume that the image is, or begins with
     * @param values {@code [grid, channels]} row-major, from one place on
     */
    public void add(int plane, float[] values, int from, Grid grid, int channels) {
        int length = grid.columns() * channels;
        for (int line = 0; line < grid.planes() * grid.rows(); line++) {
            int start = from + line * length;
            int left = 0;
            while (left < length && !counts(values[start + left])) {
                left++;
            }
            int right = length - 1;
            while (right > left && !counts(values[start + right])) {
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

    /** The first point along an axis, of planes, rows and columns; of a box that is not empty. */
    public int first(int axis) {
        return first[axis];
    }

    /** The last point along an axis, of a box that is not empty. */
    public int last(int axis) {
        return last[axis];
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
