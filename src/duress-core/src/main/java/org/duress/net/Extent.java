package org.duress.net;

/** A whole number per spatial axis: y along the height, x along the width. */
public record Extent(int y, int x) {
    public static final Extent ZERO = new Extent(0, 0);
    public static final Extent ONE = new Extent(1, 1);

    /** The same on both axes. */
    public static Extent of(int both) {
        return new Extent(both, both);
    }

    public boolean atLeast(int least) {
        return y >= least && x >= least;
    }

    boolean atMost(int most) {
        return y <= most && x <= most;
    }
}
