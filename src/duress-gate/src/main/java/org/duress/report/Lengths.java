package org.duress.report;

import org.duress.base.Grid;

/**
 * How long things are in pictures: a volume has its true shape, in mm, where its spacing is known. Pixels of slices are
 * square, as they lie in the file, and lengths are in pixels.
 *
 * @param column distance of two columns
 * @param row distance of two rows
 * @param plane distance of two planes
 * @param unit of all three
 */
record Lengths(double column, double row, double plane, String unit) {
    private static final String MM = "mm";

    static Lengths of(Grid grid) {
        if (grid.rank() == 2) {
            return new Lengths(1, 1, 1, grid.kind().unit());
        }
        return grid.isSpaced()
                ? new Lengths(grid.spacing(2), grid.spacing(1), grid.spacing(0), MM)
                : new Lengths(1, 1, 1, grid.kind().unit());
    }

    /** Whether they are known in mm. */
    boolean millimetres() {
        return unit.equals(MM);
    }

    /** Of one step along the axis that a component of D moves along. */
    double of(int component) {
        return switch (component) {
            case 0 -> column;
            case 1 -> row;
            default -> plane;
        };
    }

    /** The longest side of a grid. */
    double longest(Grid grid) {
        return Math.max(grid.planes() * plane, Math.max(grid.rows() * row, grid.columns() * column));
    }
}
