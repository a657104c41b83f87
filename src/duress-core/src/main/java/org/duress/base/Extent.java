package org.duress.base;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * A whole number per spatial axis.
 *
 * @param z across planes; 0 where nothing is said of them
 * @param y along rows, from the top down
 * @param x along columns
 */
public record Extent(int z, int y, int x) {
    public static final Extent ZERO = new Extent(0, 0, 0);
    public static final Extent ONE = new Extent(1, 1, 1);

    /** Within planes: 0 across them, which what counts from 1 takes as 1. */
    public Extent(int y, int x) {
        this(0, y, x);
    }

    /** Planes, rows and columns of a grid; a slice is one plane. */
    public static Extent of(Grid grid) {
        return new Extent(grid.planes(), grid.rows(), grid.columns());
    }

    /**
     * The same along each of the axes of slices or of volumes.
     *
     * @param axes 2 or 3
     */
    public static Extent of(int axes, int each) {
        return new Extent(axes == 2 ? 0 : each, each, each);
    }

    /** What is counted from 1, of slices: 1 across planes where there was 0. */
    public Extent fromOne() {
        return z == 0 ? new Extent(1, y, x) : this;
    }

    public boolean atLeast(int least) {
        return z >= least && y >= least && x >= least;
    }

    public boolean atMost(int most) {
        return z <= most && y <= most && x <= most;
    }

    /** A number made of each. */
    public Extent map(IntUnaryOperator rule) {
        return new Extent(rule.applyAsInt(z), rule.applyAsInt(y), rule.applyAsInt(x));
    }

    /** A number made of each and another's along the same axis. */
    public Extent with(Extent other, IntBinaryOperator rule) {
        return new Extent(rule.applyAsInt(z, other.z), rule.applyAsInt(y, other.y), rule.applyAsInt(x, other.x));
    }

    /** All of them multiplied. */
    public int product() {
        return Math.multiplyExact(Math.multiplyExact(z, y), x);
    }

    /** "16 x 32 pixels", "8 x 16 x 32 voxels". */
    @Override
    public String toString() {
        return z <= 1 ? y + " x " + x : z + " x " + y + " x " + x;
    }
}
