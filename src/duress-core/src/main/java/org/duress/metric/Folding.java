package org.duress.metric;

import java.util.Arrays;
import org.duress.base.Grid;
import org.duress.base.SideBySide;

/**
 * Where a deformation turns tissue inside out, which no anatomy does. Along each axis the last voxels have no forward
 * neighbour, and are not looked at; a volume of one plane is looked at as a slice. Distances in millimetres play no
 * part: stretching an axis multiplies all determinants alike.
 */
public final class Folding {
    /** A bound of a determinant this near to where it could vanish is not trusted. */
    private static final double SURE = 0.999;
    /** Of Newton's, which has all digits after about ten where roots are apart, and after fifty where they are not. */
    private static final int MOST_STEPS = 100;

    private Folding() {}

    /**
     * Share of voxels where the Jacobian determinant of x + D(x) is at most 0, by forward differences.
     *
     * @param deformation D, {@code [grid, rank]} row-major, voxels, x first
     * @return in [0, 1]; 0 where there is one row or one column
     */
    public static double share(float[] deformation, Grid grid) {
        Looked looked = new Looked(deformation, grid);
        if (looked.voxels() == 0) {
            return 0;
        }
        double folded = looked.planes((stretch, plane) -> {
            int own = 0;
            for (int y = 0; y < looked.rows; y++) {
                for (int x = 0; x < looked.columns; x++) {
                    stretch.at(plane, y, x);
                    own += stretch.determinant() <= 0 ? 1 : 0;
                }
            }
            return own;
        });
        return folded / looked.voxels();
    }

    /**
     * How far a deformation can be scaled before it folds too much: at every factor below the one given back at most
     * the share of voxels folds. The determinant at a pixel is a quadratic in the factor, at a voxel of a volume a
     * cubic, so this is exact, save for rounding.
     *
     * @param deformation as for {@link #share}
     * @param share of voxels that may fold, in [0, 1]
     * @return at least 0; infinite where no factor folds too much
     */
    public static double firstFactor(float[] deformation, Grid grid, double share) {
        Looked looked = new Looked(deformation, grid);
        long mayFold = looked.mayFold(share);
        if (mayFold == looked.voxels()) {
            return Double.POSITIVE_INFINITY;
        }
        if (mayFold == 0) {
            return looked.smallest();
        }
        double[] factors = looked.all();
        Arrays.sort(factors);
        return factors[(int) mayFold];
    }

    /**
     * Whether a deformation folds nowhere, and no smaller one of the same kind: a quick yes, or else a perhaps.
     *
     * @param deformation as for {@link #share}
     * @param factor it times this, or a smaller one, is meant; at least 0
     */
    public static boolean surelyNone(float[] deformation, Grid grid, double factor) {
        Looked looked = new Looked(deformation, grid);
        return looked.planes((stretch, plane) -> {
                    for (int y = 0; y < looked.rows; y++) {
                        for (int x = 0; x < looked.columns; x++) {
                            stretch.at(plane, y, x);
                            if (stretch.mayFoldBelow(factor)) {
                                return 1;
                            }
                        }
                    }
                    return 0;
                })
                == 0;
    }

    /**
     * How near a deformation is to folding: {@code weight} times the mean over voxels of {@code max(0, margin - det)},
     * with det the determinant of {@link #share}.
     *
     * @param deformations of a batch, each as for {@link #share}
     * @param image of the batch
     * @param gradient of the shape of {@code deformations}: the gradient is added to it
     */
    public static double addNearness(
            float[] deformations, int image, Grid grid, double margin, double weight, float[] gradient) {
        Looked looked = new Looked(deformations, image, grid);
        double each = weight / Math.max(1, looked.voxels());
        return looked.planes((stretch, plane) -> {
            double sum = 0;
            for (int y = 0; y < looked.rows; y++) {
                for (int x = 0; x < looked.columns; x++) {
                    stretch.at(plane, y, x);
                    double missing = margin - stretch.determinant();
                    if (missing > 0) {
                        sum += each * missing;
                        stretch.addSlopes(-each, gradient);
                    }
                }
            }
            return sum;
        });
    }

    /** The voxels of one image that have a forward neighbour along each axis. */
    private static final class Looked {
        private final float[] deformations;
        private final int image;
        private final Grid grid;
        private final int planes;
        private final int rows;
        private final int columns;

        Looked(float[] deformation, Grid grid) {
            this(deformation, 0, grid);
            if (deformation.length != grid.rank() * grid.voxels()) {
                throw new IllegalArgumentException("a deformation of " + grid + " needs " + grid.rank() * grid.voxels()
                        + " values, not " + deformation.length);
            }
        }

        Looked(float[] deformations, int image, Grid grid) {
            this.deformations = deformations;
            this.image = image;
            this.grid = grid;
            planes = Math.max(1, grid.planes() - 1);
            rows = grid.rows() - 1;
            columns = grid.columns() - 1;
        }

        long voxels() {
            return (long) planes * rows * columns;
        }

        /** The work on one plane. */
        @FunctionalInterface
        interface Work {
            double of(Stretch stretch, int plane);
        }

        /**
         * The sum over planes, of which every second one is worked on at once: none of these touches what another
         * does, though each reaches into the next.
         */
        double planes(Work work) {
            double[] sums = new double[planes];
            for (int first = 0; first < 2; first++) {
                int odd = first;
                SideBySide.works((planes + 1 - first) / 2, k -> {
                    int plane = 2 * k + odd;
                    sums[plane] = work.of(stretch(), plane);
                });
            }
            return Arrays.stream(sums).sum();
        }

        private Stretch stretch() {
            return new Stretch(deformations, image, grid);
        }

        /** The most voxels whose share is not above one. */
        long mayFold(double share) {
            long voxels = voxels();
            long most = Math.min(voxels, (long) (share * voxels) + 1);
            while (most > 0 && (double) most / voxels > share) {
                most--;
            }
            return most;
        }

        /** The smallest factor at which any of them folds. */
        double smallest() {
            double[] ofPlanes = new double[planes];
            SideBySide.works(planes, plane -> {
                Stretch stretch = stretch();
                double smallest = Double.POSITIVE_INFINITY;
                for (int y = 0; y < rows; y++) {
                    for (int x = 0; x < columns; x++) {
                        stretch.at(plane, y, x);
                        if (stretch.mayFoldBelow(smallest)) {
                            smallest = Math.min(smallest, stretch.firstFactor());
                        }
                    }
                }
                ofPlanes[plane] = smallest;
            });
            return Arrays.stream(ofPlanes).min().orElse(Double.POSITIVE_INFINITY);
        }

        /** The factor at which each of them folds. */
        double[] all() {
            double[] factors = new double[Math.toIntExact(voxels())];
            SideBySide.works(planes, plane -> {
                Stretch stretch = stretch();
                for (int y = 0, to = plane * rows * columns; y < rows; y++) {
                    for (int x = 0; x < columns; x++, to++) {
                        stretch.at(plane, y, x);
                        factors[to] = stretch.firstFactor();
                    }
                }
            });
            return factors;
        }
    }

    /** How D changes from a voxel to the next one along each axis; along the one that a slice has not, it does not. */
    private static final class Stretch {
        private final float[] deformations;
        private final int rank;
        private final int columns;
        private final int rows;
        private final int first;
        private final boolean deep;
        private int here;
        private int right;
        private int below;
        private int behind;
        private double dxdx;
        private double dydx;
        private double dzdx;
        private double dxdy;
        private double dydy;
        private double dzdy;
        private double dxdz;
        private double dydz;
        private double dzdz;

        Stretch(float[] deformations, int image, Grid grid) {
            this.deformations = deformations;
            rank = grid.rank();
            rows = grid.rows();
            columns = grid.columns();
            first = image * grid.voxels();
            deep = grid.planes() > 1;
        }

        /** Goes to a voxel that has a neighbour along each axis. */
        void at(int plane, int row, int column) {
            here = rank * (first + (plane * rows + row) * columns + column);
            right = here + rank;
            below = here + rank * columns;
            dxdx = (double) deformations[right] - deformations[here];
            dydx = (double) deformations[right + 1] - deformations[here + 1];
            dxdy = (double) deformations[below] - deformations[here];
            dydy = (double) deformations[below + 1] - deformations[here + 1];
            if (deep) {
                behind = here + rank * columns * rows;
                dzdx = (double) deformations[right + 2] - deformations[here + 2];
                dzdy = (double) deformations[below + 2] - deformations[here + 2];
                dxdz = (double) deformations[behind] - deformations[here];
                dydz = (double) deformations[behind + 1] - deformations[here + 1];
                dzdz = (double) deformations[behind + 2] - deformations[here + 2];
            }
        }

        /** Of the position that a voxel shows; where it is not above 0, the image folds. */
        double determinant() {
            double flat = (1 + dxdx) * (1 + dydy) - dxdy * dydx;
            return deep
                    ? (1 + dzdz) * flat
                            + dzdx * (dxdy * dydz - dxdz * (1 + dydy))
                            + dzdy * (dxdz * dydx - (1 + dxdx) * dydz)
                    : flat;
        }

        /** Adds so many times the slopes of the determinant with respect to D. */
        void addSlopes(double times, float[] gradient) {
            double xx = 1 + dxdx;
            double yy = 1 + dydy;
            double zz = 1 + dzdz;
            add(times, 0, yy * zz - dydz * dzdy, dydz * dzdx - dydx * zz, dydx * dzdy - yy * dzdx, gradient);
            add(times, 1, dxdz * dzdy - dxdy * zz, xx * zz - dxdz * dzdx, dxdy * dzdx - xx * dzdy, gradient);
            if (deep) {
                add(times, 2, dxdy * dydz - dxdz * yy, dxdz * dydx - xx * dydz, xx * yy - dxdy * dydx, gradient);
            }
        }

        /** The slopes of one component along each axis. */
        private void add(double times, int component, double alongX, double alongY, double alongZ, float[] gradient) {
            gradient[right + component] += (float) (times * alongX);
            gradient[below + component] += (float) (times * alongY);
            if (deep) {
                gradient[behind + component] += (float) (times * alongZ);
            }
            gradient[here + component] -= (float) (times * (deep ? alongX + alongY + alongZ : alongX + alongY));
        }

        /** The determinant of D s away from 1 is a cubic of s, and these are its coefficients. */
        private double trace() {
            return dxdx + dydy + dzdz;
        }

        private double minors() {
            double flat = dxdx * dydy - dxdy * dydx;
            return deep ? flat + (dxdx * dzdz - dxdz * dzdx) + (dydy * dzdz - dydz * dzdy) : flat;
        }

        private double product() {
            return deep
                    ? dzdz * (dxdx * dydy - dxdy * dydx)
                            + dzdx * (dxdy * dydz - dxdz * dydy)
                            + dzdy * (dxdz * dydx - dxdx * dydz)
                    : 0;
        }

        /** Whether it can fold at a factor below this one: a quick no, or else a perhaps. */
        boolean mayFoldBelow(double factor) {
            return !(factor * (Math.abs(trace()) + factor * (Math.abs(minors()) + factor * Math.abs(product())))
                    < SURE);
        }

        /** The smallest factor above 0 at which it folds; infinite where there is none. */
        double firstFactor() {
            if (product() == 0) {
                return quadratic(trace(), minors());
            }
            // At a factor s it folds where 1 / s is an eigenvalue of -D. What all axes shrink by is taken off first:
            // where they shrink alike, three roots are one, of which the coefficients of the cubic know five digits.
            double mean = trace() / 3;
            double xx = dxdx - mean;
            double yy = dydy - mean;
            double zz = dzdz - mean;
            double linear = (xx * yy - dxdy * dydx) + (xx * zz - dxdz * dzdx) + (yy * zz - dydz * dzdy);
            double constant =
                    zz * (xx * yy - dxdy * dydx) + dzdx * (dxdy * dydz - dxdz * yy) + dzdy * (dxdz * dydx - xx * dydz);
            double eigenvalue = largestRoot(linear, constant) - mean;
            return eigenvalue > 0 ? 1 / eigenvalue : Double.POSITIVE_INFINITY;
        }
    }

    /** Smallest positive root of {@code 1 + trace s + determinant s^2}; infinite where there is none. */
    private static double quadratic(double trace, double determinant) {
        double discriminant = trace * trace - 4 * determinant;
        if (discriminant < 0) {
            return Double.POSITIVE_INFINITY;
        }
        // Both roots without cancellation: their product is 1 / determinant.
        double q = -(trace + Math.copySign(Math.sqrt(discriminant), trace)) / 2;
        return Math.min(positive(1 / q), positive(q / determinant));
    }

    private static double positive(double root) {
        return root > 0 ? root : Double.POSITIVE_INFINITY;
    }

    /**
     * Largest root of {@code g(u) = u^3 + b u + c}. Newton's steps approach it from the side on which they never pass
     * it, so that nothing is divided by a small leading coefficient.
     */
    static double largestRoot(double b, double c) {
        // An upper bound of the size of all roots.
        double bound = 2 * Math.max(Math.sqrt(Math.abs(b)), Math.cbrt(Math.abs(c)));
        double lowest = b < 0 ? Math.sqrt(-b / 3) : 0;
        // From there on g is convex and rises; where it is above 0 already, the only root lies where it is concave.
        boolean beyond = value(b, c, lowest) <= 0;
        double u = beyond ? bound : -bound;
        for (int k = 0; k < MOST_STEPS; k++) {
            double next = u - value(b, c, u) / (3 * u * u + b);
            // Rounding turns the last steps round.
            if (!(beyond ? next < u : next > u)) {
                break;
            }
            u = next;
        }
        return u;
    }

    private static double value(double b, double c, double u) {
        return (u * u + b) * u + c;
    }
}
