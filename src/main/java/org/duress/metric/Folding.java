package org.duress.metric;

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
        long folded = 0;
        for (int y = 0; y < height - 1; y++) {
            for (int x = 0; x < width - 1; x++) {
                int here = 2 * (y * width + x);
                int right = here + 2;
                int below = here + 2 * width;
                double dxdx = (double) deformation[right] - deformation[here];
                double dydx = (double) deformation[right + 1] - deformation[here + 1];
                double dxdy = (double) deformation[below] - deformation[here];
                double dydy = (double) deformation[below + 1] - deformation[here + 1];
                if ((1 + dxdx) * (1 + dydy) - dxdy * dydx <= 0) {
                    folded++;
                }
            }
        }
        return (double) folded / ((height - 1L) * (width - 1L));
    }
}
