package org.duress.report;

import org.duress.base.Grid;

/** Slices made larger for a page, and mixed colours. */
final class Pixels {
    private Pixels() {}

    /** The colour between two, as 0xRRGGBB: {@code share} of the second in [0, 1]. */
    static int mix(int first, int second, double share) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = (first >> shift) & 0xFF;
            int b = (second >> shift) & 0xFF;
            mixed |= (int) Math.round(a + share * (b - a)) << shift;
        }
        return mixed;
    }

    /**
     * A picture made larger with Catmull-Rom splines; the border is repeated outside.
     *
     * @param values a value for each pixel of {@code from}
     * @return a value for each pixel of {@code to}
     */
    static float[] enlarge(float[] values, Grid from, Grid to) {
        int height = from.rows();
        int width = from.columns();
        int toHeight = to.rows();
        int toWidth = to.columns();
        float[] rows = new float[height * toWidth];
        for (int x = 0; x < toWidth; x++) {
            double at = (x + 0.5) * width / toWidth - 0.5;
            int low = (int) Math.floor(at);
            double[] weights = spline(at - low);
            for (int y = 0; y < height; y++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += weights[k] * values[y * width + clamp(low - 1 + k, width)];
                }
                rows[y * toWidth + x] = (float) sum;
            }
        }
        float[] result = new float[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++) {
            double at = (y + 0.5) * height / toHeight - 0.5;
            int low = (int) Math.floor(at);
            double[] weights = spline(at - low);
            for (int x = 0; x < toWidth; x++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += weights[k] * rows[clamp(low - 1 + k, height) * toWidth + x];
                }
                result[y * toWidth + x] = (float) sum;
            }
        }
        return result;
    }

    /**
     * A label map made larger: the class whose share in the bilinear neighbourhood is largest, so that outlines are
     * smooth and no class appears that is not there. Of equal shares the smaller class wins.
     */
    static byte[] enlargeClasses(byte[] classes, Grid from, Grid to) {
        int height = from.rows();
        int width = from.columns();
        int toHeight = to.rows();
        int toWidth = to.columns();
        byte[] result = new byte[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++) {
            double atY = (y + 0.5) * height / toHeight - 0.5;
            int top = (int) Math.floor(atY);
            double down = atY - top;
            for (int x = 0; x < toWidth; x++) {
                double atX = (x + 0.5) * width / toWidth - 0.5;
                int left = (int) Math.floor(atX);
                double right = atX - left;
                byte[] corners = {
                    classes[clamp(top, height) * width + clamp(left, width)],
                    classes[clamp(top, height) * width + clamp(left + 1, width)],
                    classes[clamp(top + 1, height) * width + clamp(left, width)],
                    classes[clamp(top + 1, height) * width + clamp(left + 1, width)]
                };
                double[] shares = {(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right};
                result[y * toWidth + x] = strongest(corners, shares);
            }
        }
        return result;
    }

    private static byte strongest(byte[] corners, double[] shares) {
        byte best = corners[0];
        double most = -1;
        for (byte candidate : corners) {
            double share = 0;
            for (int k = 0; k < 4; k++) {
                share += corners[k] == candidate ? shares[k] : 0;
            }
            if (share > most || (share == most && candidate < best)) {
                best = candidate;
                most = share;
            }
        }
        return best;
    }

    private static double[] spline(double t) {
        return new double[] {
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t
        };
    }

    private static int clamp(int index, int length) {
        return Math.max(0, Math.min(length - 1, index));
    }
}
