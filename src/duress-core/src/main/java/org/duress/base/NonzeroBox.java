package org.duress.base;

/** The smallest box around points of a volume. */
public final class NonzeroBox {
    private final int[] first = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] last = {-1, -1, -1};

    /** Grows the box to a point. */
    public void add(int slice, int row, int column) {
        grow(0, slice);
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
    public boolean holds(int slice, int row, int column) {
        return between(0, slice) && between(1, row) && between(2, column);
    }

    private boolean between(int axis, int at) {
        return first[axis] <= at && at <= last[axis];
    }
}
