package org.duress.spec;

/**
 * How far apart the voxels of a volume are, in mm, each above 0.
 *
 * @param planes distance of two planes
 * @param rows distance of two rows
 * @param columns distance of two columns
 */
public record VoxelSpacing(double planes, double rows, double columns) {
    /** Finer than any scanner resolves; below it a slip of the keyboard asks for all memory. */
    static final double LEAST = 0.01;

    /** Coarser than any organ. */
    static final double MOST = 100;

    public VoxelSpacing {
        for (double millimetres : new double[] {planes, rows, columns}) {
            if (!holds(millimetres)) {
                throw new IllegalArgumentException(
                        "a distance of voxels must be from " + LEAST + " to " + MOST + " mm, not " + millimetres);
            }
        }
    }

    static boolean holds(double millimetres) {
        return millimetres >= LEAST && millimetres <= MOST;
    }

    /** Along an axis of a volume's grid. */
    public double along(int axis) {
        return new double[] {planes, rows, columns}[axis];
    }

    @Override
    public String toString() {
        return planes + " x " + rows + " x " + columns + " mm";
    }
}
