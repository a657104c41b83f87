package org.duress.metric;

import java.util.Arrays;
import org.duress.base.Grid;

/**
 * Exact Euclidean distance transform, one pass along each axis, linear in the points (Felzenszwalb and Huttenlocher
 * 2012).
 */
final class DistanceTransform {
    private DistanceTransform() {}

    /**
     * Distance of every point of a grid to the nearest seed.
     *
     * @param seeds one a point
     * @param grid its spacing is known along every axis
     * @return in the unit of the spacing; infinite everywhere where there is no seed
     */
    static double[] of(boolean[] seeds, Grid grid) {
        double[] squared = alongFirst(seeds, grid);
        int stride = squared.length / grid.size(0);
        for (int axis = 1; axis < grid.rank(); axis++) {
            int lines = stride;
            stride /= grid.size(axis);
            Line line = new Line(grid.size(axis), grid.spacing(axis));
            for (int block = 0; block < squared.length; block += lines) {
                for (int first = block; first < block + stride; first++) {
                    line.transform(squared, first, stride);
                }
            }
        }
        for (int i = 0; i < squared.length; i++) {
            squared[i] = Math.sqrt(squared[i]);
        }
        return squared;
    }

    /** Squared distance to the nearest seed along the first axis, up and down. Loops run along rows, as memory does. */
    private static double[] alongFirst(boolean[] seeds, Grid grid) {
        int size = grid.size(0);
        int stride = seeds.length / size;
        double[] squared = new double[seeds.length];
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        for (int direction = 1; direction >= -1; direction -= 2) {
            int[] last = new int[stride];
            Arrays.fill(last, -1);
            for (int step = 0; step < size; step++) {
                int place = direction > 0 ? step : size - 1 - step;
                for (int o = 0; o < stride; o++) {
                    int i = place * stride + o;
                    last[o] = seeds[i] ? place : last[o];
                    if (last[o] >= 0) {
                        squared[i] = Math.min(squared[i], square((place - last[o]) * grid.spacing(0)));
                    }
                }
            }
        }
        return squared;
    }

    private static double square(double value) {
        return value * value;
    }

    /** Lower envelope of the parabolas that stand on one line of points. */
    private static final class Line {
        private final double spacing;
        private final double[] heights;
        private final int[] roots;
        private final double[] starts;

        Line(int size, double spacing) {
            this.spacing = spacing;
            heights = new double[size];
            roots = new int[size];
            starts = new double[size];
        }

        /** Transforms the values at {@code first}, {@code first + stride}, ... in place. */
        void transform(double[] values, int first, int stride) {
            int count = 0;
            for (int x = 0; x < heights.length; x++) {
                heights[x] = values[first + x * stride];
                if (heights[x] == Double.POSITIVE_INFINITY) {
                    continue;
                }
                double start = Double.NEGATIVE_INFINITY;
                while (count > 0) {
                    start = meeting(roots[count - 1], x);
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
                return; // no seed in reach so far: infinite already
            }
            int k = 0;
            for (int x = 0; x < heights.length; x++) {
                while (k + 1 < count && starts[k + 1] < x) {
                    k++;
                }
                values[first + x * stride] = square((x - roots[k]) * spacing) + heights[roots[k]];
            }
        }

        /** Where the parabola of the right point begins to lie below that of the left, in points. */
        private double meeting(int left, int right) {
            return (left + right) / 2.0 + (heights[right] - heights[left]) / (2 * square(spacing) * (right - left));
        }
    }
}
