package org.duress.metric;

import java.util.Arrays;

/** Where a deformation turns tissue inside out, which no anatomy does. */
public final class Folding {
    private Folding() {}

    /**
     * Share of pixels where the Jacobian determinant of x + D(x) is at most 0, by forward differences. The last row
     * and the last column have no forward neighbour and are not looked at.
     *
     * @param deformation D, {@code height * width * 2} row-major, pixels, x first
     * @return in [0, 1]; 0 where height or width is 1
     */
    public static double share(float[] deformation, int height, int width) {
        if (deformation.length != 2 * height * width) {
            throw new IllegalArgumentException("a deformation of " + height + " x " + width + " needs "
                    + 2 * height * width + " values, not " + deformation.length);
        }
        if (height < 2 || width < 2) {
            return 0;
        }
        Stretch stretch = new Stretch(deformation, width);
        long folded = 0;
        for (int y = 0; y < height - 1; y++) {
            for (int x = 0; x < width - 1; x++) {
                stretch.at(y * width + x);
                if (stretch.determinant() <= 0) {
                    folded++;
                }
            }
        }
        return (double) folded / ((height - 1L) * (width - 1L));
    }

    /**
     * How far a deformation can be scaled before it folds too much: at every factor below the one given back at most
     * the share of pixels folds. The determinant at a pixel is a quadratic in the factor, so this is exact, save for
     * rounding.
     *
     * @param deformation as for {@link #share}
     * @param share of pixels that may fold, in [0, 1]
     * @return at least 0; infinite where no factor folds too much
     */
    public static double firstFactor(float[] deformation, int height, int width, double share) {
        if (height < 2 || width < 2) {
            return Double.POSITIVE_INFINITY;
        }
        int pixels = (height - 1) * (width - 1);
        double[] factors = new double[pixels];
        Stretch stretch = new Stretch(deformation, width);
        for (int y = 0, p = 0; y < height - 1; y++) {
            for (int x = 0; x < width - 1; x++, p++) {
                stretch.at(y * width + x);
                factors[p] = smallestRoot(
                        stretch.dxdx + stretch.dydy, stretch.dxdx * stretch.dydy - stretch.dxdy * stretch.dydx);
            }
        }
        int mayFold = 0;
        while (mayFold < pixels && (double) (mayFold + 1) / pixels <= share) {
            mayFold++;
        }
        if (mayFold == pixels) {
            return Double.POSITIVE_INFINITY;
        }
        if (mayFold == 0) {
            return Arrays.stream(factors).min().orElseThrow();
        }
        Arrays.sort(factors);
        return factors[mayFold];
    }

    /**
     * How near a deformation is to folding: {@code weight} times the mean over pixels of {@code max(0, margin - det)},
     * with det the determinant of {@link #share}.
     *
     * @param deformations of a batch, each as for {@link #share}
     * @param image of the batch
     * @param gradient of the shape of {@code deformations}: the gradient is added to it
     */
    public static double addNearness(
            float[] deformations, int image, int height, int width, double margin, double weight, float[] gradient) {
        double sum = 0;
        double each = weight / Math.max(1, (height - 1L) * (width - 1L));
        Stretch stretch = new Stretch(deformations, width);
        for (int y = 0; y < height - 1; y++) {
            for (int x = 0; x < width - 1; x++) {
                stretch.at((image * height + y) * width + x);
                double missing = margin - stretch.determinant();
                if (missing > 0) {
                    double xx = 1 + stretch.dxdx;
                    double yy = 1 + stretch.dydy;
                    sum += each * missing;
                    gradient[stretch.right] -= (float) (each * yy);
                    gradient[stretch.below + 1] -= (float) (each * xx);
                    gradient[stretch.below] += (float) (each * stretch.dydx);
                    gradient[stretch.right + 1] += (float) (each * stretch.dxdy);
                    gradient[stretch.here] += (float) (each * (yy - stretch.dydx));
                    gradient[stretch.here + 1] += (float) (each * (xx - stretch.dxdy));
                }
            }
        }
        return sum;
    }

    /** How D changes from a pixel to the one at its right and the one below. */
    private static final class Stretch {
        private final float[] deformations;
        private final int width;
        private int here;
        private int right;
        private int below;
        private double dxdx;
        private double dydx;
        private double dxdy;
        private double dydy;

        Stretch(float[] deformations, int width) {
            this.deformations = deformations;
            this.width = width;
        }

        /**
         * Goes to a pixel.
         *
         * @param pixel of all images, row by row; neither in the last row nor in the last column
         */
        void at(int pixel) {
            here = 2 * pixel;
            right = here + 2;
            below = here + 2 * width;
            dxdx = (double) deformations[right] - deformations[here];
            dydx = (double) deformations[right + 1] - deformations[here + 1];
            dxdy = (double) deformations[below] - deformations[here];
            dydy = (double) deformations[below + 1] - deformations[here + 1];
        }

        /** Of the position that a pixel shows; where it is not above 0, the image folds. */
        double determinant() {
            return (1 + dxdx) * (1 + dydy) - dxdy * dydx;
        }
    }

    /** Smallest positive root of {@code 1 + trace s + determinant s^2}; infinite where there is none. */
    private static double smallestRoot(double trace, double determinant) {
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
}
