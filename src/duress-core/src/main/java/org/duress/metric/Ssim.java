package org.duress.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.duress.base.Grid;

/**
 * Structural similarity of two images (Wang et al. 2004): luminance, contrast and structure in a Gaussian window around
 * each point.
 */
public final class Ssim {
    private static final int RADIUS = 5;
    private static final double SIGMA = 1.5;
    private static final double K1 = 0.01;
    private static final double K2 = 0.03;
    private static final double[] WINDOW = window();

    private final Grid grid;
    private final float[] x;
    private final float[] y;
    private final float zero;

    private Ssim(float[] x, float[] y, float zero, Grid grid) {
        this.x = x;
        this.y = y;
        this.zero = zero;
        this.grid = grid;
    }

    /**
     * Mean over all points of equation 13, with a window of 11 x 11 and a standard deviation of 1.5 pixels. Beyond the
     * border the image is mirrored, the outermost pixel repeated, so that no pixel counts less than another and an
     * image may be smaller than the window. The dynamic range L is the clean image's.
     *
     * <p>Of a volume the window is 11 x 11 x 11 voxels, with the same standard deviation along every axis, as
     * scikit-image's {@code structural_similarity} has it for images of any rank: D moves from plane to plane too, and
     * what that does to the edges between planes no plane alone shows. A volume of one plane is as its slice.
     *
     * <p>Wang et al. take intensities from 0 to L, and a normalised image has its zero in the middle, where the least
     * change of brightness would change the sign of a mean; so both images are taken relative to the clean image's
     * darkest point.
     *
     * @param clean {@code [grid]} row-major, in any unit
     * @param attacked the same shape and unit
     * @return in [-1, 1]; exactly 1 for equal images. Of a clean image of one value, which has no range, 1 where the
     *     images are equal and 0 where not
     */
    public static double of(float[] clean, float[] attacked, Grid grid) {
        if (clean.length != grid.voxels() || attacked.length != clean.length) {
            throw new IllegalArgumentException("images of " + clean.length + " and " + attacked.length + " "
                    + grid.kind().points() + " cannot be compared as " + grid);
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
        return new Ssim(clean, attacked, least, grid).mean((double) most - least);
    }

    /** The same of images from {@code zero} to {@code zero + range}; symmetric in the two. */
    static double of(float[] x, float[] y, Grid grid, float zero, double range) {
        return new Ssim(x, y, zero, grid).mean(range);
    }

    private double mean(double range) {
        double c1 = K1 * range * K1 * range;
        double c2 = K2 * range * K2 * range;
        int[] places = mirrored(grid.planes());
        Map<Integer, Means> near = new HashMap<>();
        double sum = 0;
        for (int z = 0; z < grid.planes(); z++) {
            int first = Math.max(0, z - RADIUS);
            near.keySet().removeIf(plane -> plane < first);
            Means means = grid.planes() == 1 ? inPlane(0) : along(z, places, near);
            sum = means.add(sum, c1, c2);
        }
        return sum / x.length;
    }

    /** Means in the window around each point of one plane, from those of the planes near it. */
    private Means along(int z, int[] places, Map<Integer, Means> near) {
        Means sum = Means.none(grid.rows() * grid.columns());
        for (int k = 0; k < WINDOW.length; k++) {
            sum.add(WINDOW[k], near.computeIfAbsent(places[z + k], this::inPlane));
        }
        return sum;
    }

    private Means inPlane(int plane) {
        int points = grid.rows() * grid.columns();
        double[] a = relative(x, plane * points, points);
        double[] b = relative(y, plane * points, points);
        return new Means(
                blurred(a), blurred(b), blurred(product(a, a)), blurred(product(b, b)), blurred(product(a, b)));
    }

    /** Of the two images, their squares and their product. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Means(double[] x, double[] y, double[] xx, double[] yy, double[] xy) {
        static Means none(int points) {
            return new Means(
                    new double[points], new double[points], new double[points], new double[points], new double[points]);
        }

        void add(double weight, Means other) {
            Rows.add(weight, other.x, 0, x, 0, x.length);
            Rows.add(weight, other.y, 0, y, 0, x.length);
            Rows.add(weight, other.xx, 0, xx, 0, x.length);
            Rows.add(weight, other.yy, 0, yy, 0, x.length);
            Rows.add(weight, other.xy, 0, xy, 0, x.length);
        }

        /** A sum and equation 13 of each point. */
        double add(double before, double c1, double c2) {
            double sum = before;
            for (int i = 0; i < x.length; i++) {
                double mx = x[i];
                double my = y[i];
                double spread = xx[i] - mx * mx + (yy[i] - my * my);
                double common = xy[i] - mx * my;
                sum += (2 * (mx * my) + c1) * (2 * common + c2) / ((mx * mx + my * my + c1) * (spread + c2));
            }
            return sum;
        }
    }

    private double[] relative(float[] image, int from, int points) {
        double[] values = new double[points];
        for (int i = 0; i < points; i++) {
            values[i] = (double) image[from + i] - zero;
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

    /**
     * Means in the window around each point of a plane: along rows, then along columns. Loops run along rows, as
     * memory does.
     */
    private double[] blurred(double[] image) {
        int height = grid.rows();
        int width = grid.columns();
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

    /** Which point lies at each place from RADIUS before the first to RADIUS behind the last. */
    private static int[] mirrored(int size) {
        int[] points = new int[size + 2 * RADIUS];
        for (int i = 0; i < points.length; i++) {
            int at = Math.floorMod(i - RADIUS, 2 * size);
            points[i] = at < size ? at : 2 * size - 1 - at;
        }
        return points;
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
