package org.duress.metric;

import java.util.Arrays;

/** Exact Euclidean distance transform in two passes, linear in the pixels (Felzenszwalb and Huttenlocher 2012). */
final class DistanceTransform {
    private DistanceTransform() {}

    /**
     * Distance of every pixel to the nearest seed.
     *
     * @param seeds {@code height * width} row-major
     * @param rowSpacing distance of two rows, above 0
     * @param columnSpacing distance of two columns, above 0
     * @return in the unit of the spacing; infinite everywhere where there is no seed
     */
    static double[] of(boolean[] seeds, int height, int width, double rowSpacing, double columnSpacing) {
        double[] squared = columns(seeds, height, width, rowSpacing);
        double[] line = new double[width];
        int[] roots = new int[width];
        double[] starts = new double[width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(squared, y * width, line, 0, width);
            row(line, roots, starts, columnSpacing, squared, y * width);
        }
        return squared;
    }

    /** Squared distance to the nearest seed of the same column. */
    private static double[] columns(boolean[] seeds, int height, int width, double spacing) {
        double[] squared = new double[seeds.length];
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        for (int x = 0; x < width; x++) {
            int last = -1;
            for (int y = 0; y < height; y++) {
                int i = y * width + x;
                last = seeds[i] ? y : last;
                if (last >= 0) {
                    squared[i] = square((y - last) * spacing);
                }
            }
            last = -1;
            for (int y = height - 1; y >= 0; y--) {
                int i = y * width + x;
                last = seeds[i] ? y : last;
                if (last >= 0) {
                    squared[i] = Math.min(squared[i], square((last - y) * spacing));
                }
            }
        }
        return squared;
    }

    /** Lower envelope of the parabolas that stand on one row. */
    private static void row(double[] line, int[] roots, double[] starts, double spacing, double[] out, int from) {
        int count = 0;
        for (int x = 0; x < line.length; x++) {
            if (line[x] == Double.POSITIVE_INFINITY) {
                continue;
            }
            double start = Double.NEGATIVE_INFINITY;
            while (count > 0) {
                start = meeting(line, roots[count - 1], x, spacing);
                if (start > starts[count - 1]) {
                    break;
                }
                count--;
                start = Double.NEGATIVE_INFINITY;
            }
            roots[count] = x;
            starts[count++] = start;
        }
        if (count == 0) {
            return; // no seed in the whole slice: infinite already
        }
        int k = 0;
        for (int x = 0; x < line.length; x++) {
            while (k + 1 < count && starts[k + 1] < x) {
                k++;
            }
            out[from + x] = Math.sqrt(square((x - roots[k]) * spacing) + line[roots[k]]);
        }
    }

    /** Where the parabola of the right column begins to lie below that of the left, in columns. */
    private static double meeting(double[] line, int left, int right, double spacing) {
        return (left + right) / 2.0 + (line[right] - line[left]) / (2 * square(spacing) * (right - left));
    }

    private static double square(double value) {
        return value * value;
    }
}
