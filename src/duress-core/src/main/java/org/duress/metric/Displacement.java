package org.duress.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.base.Grid;

/** How far a deformation moves a pixel or a voxel. */
public final class Displacement {
    private Displacement() {}

    /**
     * The longest displacement.
     *
     * @param deformation D, {@code [grid, rank]} row-major, in points of the grid, the fastest axis first
     * @param rank components of a point, 2 or 3
     * @return in points, as {@link Math#hypot} has it; 0 for none
     */
    public static double longest(float[] deformation, int rank) {
        double[] ones = new double[rank];
        Arrays.fill(ones, 1);
        return longest(deformation, ones);
    }

    /**
     * The longest displacement in millimetres, which need not be the one that is longest in points.
     *
     * @param deformation D, {@code [grid, rank]} row-major, in points of the grid, the fastest axis first
     * @return at least 0; NaN where the spacing along any axis is not known
     */
    public static double longestMillimetres(float[] deformation, Grid grid) {
        int last = grid.rank() - 1;
        return grid.isSpaced()
                ? longest(
                        deformation,
                        IntStream.rangeClosed(0, last)
                                .mapToDouble(c -> grid.spacing(last - c))
                                .toArray())
                : Double.NaN;
    }

    private static double longest(float[] deformation, double[] units) {
        double largest = 0;
        for (int i = 0; i < deformation.length; i += units.length) {
            largest = Math.max(largest, square(deformation, i, units));
        }
        // The exact length is slow to compute; so only of the few that may be the longest.
        double near = largest * (1 - 1e-9);
        double longest = 0;
        for (int i = 0; i < deformation.length; i += units.length) {
            if (square(deformation, i, units) >= near) {
                double length = 0;
                for (int c = 0; c < units.length; c++) {
                    length = Math.hypot(length, deformation[i + c] * units[c]);
                }
                longest = Math.max(longest, length);
            }
        }
        return longest;
    }

    /** Written out, for it takes most of the time. */
    private static double square(float[] deformation, int i, double[] units) {
        double x = deformation[i] * units[0];
        double y = deformation[i + 1] * units[1];
        double z = units.length == 2 ? 0 : deformation[i + 2] * units[2];
        return x * x + y * y + z * z;
    }
}
