package org.duress.metric;

import java.util.Arrays;

/**
 * Structural similarity of two images (Wang et al. 2004): luminance, contrast and structure in a Gaussian window around
 * each pixel.
 */
public final class Ssim {
    private static final int RADIUS = 5;
    private static final double SIGMA = 1.5;
    private static final double K1 = 0.01;
    private static final double K2 = 0.03;
    private static final double[] WINDOW = window();

    private Ssim() {}

    /**
     * Mean over all pixels of equation 13, with a window of 11 x 11 and a standard deviation of 1.5 pixels. Beyond the
     * border the image is mirrored, the outermost pixel repeated, so that no pixel counts less than another and an
     * image may be smaller than the window. The dynamic range L is the clean image's.
     *
     * <p>Wang et al. take intensities from 0 to L, and a normalised image has its zero in the middle, where the least
     * change of brightness would change the sign of a mean; so both images are taken relative to the clean image's
     * darkest pixel.
     *
     * @param clean {@code height * width} row-major, in any unit
     * @param attacked the same shape and unit
     * @return in [-1, 1]; exactly 1 for equal images. Of a clean image of one value, which has no range, 1 where the
     *     images are equal and 0 where not
     */
    public static double of(float[] clean, float[] attacked, int height, int width) {
        if (clean.length == 0 || clean.length != height * width || attacked.length != clean.length) {
            throw new IllegalArgumentException("images of " + clean.length + " and " + attacked.length
                    + " pixels cannot be compared as " + height + " x " + width);
        }
        float least = clean[0];
        float most = clean[0];
        for (float value : clean) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (least == most) {
            return Arrays.equals(clean, attacked) ? 1 : 0;
        }
        return mean(relative(clean, least), relative(attacked, least), height, width, (double) most - least);
    }

    /** The same of images from 0 to {@code range}; symmetric in the two. */
    static double mean(double[] x, double[] y, int height, int width, double range) {
        double[] meanX = blurred(x, height, width);
        double[] meanY = blurred(y, height, width);
        double[] squaresX = blurred(product(x, x), height, width);
        double[] squaresY = blurred(product(y, y), height, width);
        double[] products = blurred(product(x, y), height, width);
        double c1 = K1 * range * K1 * range;
        double c2 = K2 * range * K2 * range;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double mx = meanX[i];
            double my = meanY[i];
            double spread = squaresX[i] - mx * mx + (squaresY[i] - my * my);
            double common = products[i] - mx * my;
            sum += (2 * (mx * my) + c1) * (2 * common + c2) / ((mx * mx + my * my + c1) * (spread + c2));
        }
        return sum / x.length;
    }

    private static double[] relative(float[] image, float zero) {
        double[] values = new double[image.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (double) image[i] - zero;
        }
        return values;
    }

    private static double[] product(double[] x, double[] y) {
        double[] values = new double[x.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = x[i] * y[i];
        }
        return values;
    }

    /** Means in the window around each pixel: along rows, then along columns. Loops run along rows, as memory does. */
    private static double[] blurred(double[] image, int height, int width) {
        double[] rows = new double[image.length];
        double[] values = new double[image.length];
        int[] columns = mirrored(width);
        int[] lines = mirrored(height);
        double[] widened = new double[columns.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < widened.length; x++) {
                widened[x] = image[y * width + columns[x]];
            }
            for (int k = 0; k < WINDOW.length; k++) {
                Rows.add(WINDOW[k], widened, k, rows, y * width, width);
            }
        }
        for (int y = 0; y < height; y++) {
            for (int k = 0; k < WINDOW.length; k++) {
                Rows.add(WINDOW[k], rows, lines[y + k] * width, values, y * width, width);
            }
        }
        return values;
    }

    /** Which pixel lies at each place from RADIUS before the first to RADIUS behind the last. */
    private static int[] mirrored(int size) {
        int[] pixels = new int[size + 2 * RADIUS];
        for (int i = 0; i < pixels.length; i++) {
            int at = Math.floorMod(i - RADIUS, 2 * size);
            pixels[i] = at < size ? at : 2 * size - 1 - at;
        }
        return pixels;
    }

    private static double[] window() {
        double[] weights = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            double distance = k - RADIUS;
            weights[k] = Math.exp(-distance * distance / (2 * SIGMA * SIGMA));
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return weights;
    }
}
