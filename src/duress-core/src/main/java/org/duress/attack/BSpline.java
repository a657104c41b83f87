package org.duress.attack;

import java.util.Collections;
import org.duress.base.Grid;

/**
 * Cubic B-splines that carry a field from a coarse grid of control points to every pixel: twice continuously
 * differentiable, so smooth by construction (Rueckert et al. 1999, free-form deformations). Linear in the control
 * points; {@link #pullback} is the exact adjoint.
 *
 * <p>Control point i lies at pixel {@code (i + 0.5) * spacing - 0.5} of its axis; beyond the border the last control
 * point is repeated.
 */
public final class BSpline {
    private final int height;
    private final int width;
    private final int channels;
    private final int gridHeight;
    private final int gridWidth;
    private final Axis rows;
    private final Axis columns;

    /** For each pixel of one axis, four control points and their weights. */
    private record Axis(int[] points, float[] weights) {}

    /**
     * A spline for fields of one size.
     *
     * @param pixels where the fields are evaluated
     * @param spacing pixels between control points, at least 1; where it does not divide height or width, the last
     *     control point lies beyond the border
     * @param channels components of the field
     */
    public BSpline(Grid pixels, int spacing, int channels) {
        if (spacing < 1) {
            throw new IllegalArgumentException("control points are at least 1 pixel apart, not " + spacing);
        }
        height = pixels.height();
        width = pixels.width();
        this.channels = channels;
        gridHeight = (height + spacing - 1) / spacing;
        gridWidth = (width + spacing - 1) / spacing;
        rows = axis(height, gridHeight, spacing);
        columns = axis(width, gridWidth, spacing);
    }

    /**
     * Largest spacing up to the wanted one that divides the grid along each axis; where that is less than half as wide,
     * the wanted one: of 37 x 29 pixels only 1 is a divisor, and a field with a control point at each pixel would be
     * noise.
     *
     * @param wanted at least 1
     */
    public static int spacing(int wanted, Grid pixels) {
        int most = Math.min(wanted, Collections.min(pixels.sizes()));
        int spacing = most;
        while (!divides(spacing, pixels)) {
            spacing--;
        }
        return 2 * spacing >= most ? spacing : most;
    }

    private static boolean divides(int spacing, Grid pixels) {
        return pixels.sizes().stream().allMatch(size -> size % spacing == 0);
    }

    private static Axis axis(int pixels, int grid, int spacing) {
        int[] points = new int[4 * pixels];
        float[] weights = new float[4 * pixels];
        for (int i = 0; i < pixels; i++) {
            double at = (i + 0.5) / spacing - 0.5;
            int base = (int) Math.floor(at);
            double t = at - base;
            double[] w = {
                (1 - t) * (1 - t) * (1 - t) / 6,
                (3 * t * t * t - 6 * t * t + 4) / 6,
                (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6,
                t * t * t / 6
            };
            for (int k = 0; k < 4; k++) {
                points[4 * i + k] = Math.max(0, Math.min(grid - 1, base - 1 + k));
                weights[4 * i + k] = (float) w[k];
            }
        }
        return new Axis(points, weights);
    }

    /** Floats in the control grid of {@code count} fields. */
    public int gridLength(int count) {
        return count * gridHeight * gridWidth * channels;
    }

    /**
     * Evaluates the fields at every pixel.
     *
     * @param grid control points {@code [count, gridHeight, gridWidth, channels]}
     * @param scale multiplies the result
     * @return {@code [count, pixels, channels]}, fresh
     */
    public float[] field(float[] grid, int count, float scale) {
        float[] out = new float[count * height * width * channels];
        float[] middle = new float[height * gridWidth * channels];
        int row = gridWidth * channels;
        for (int b = 0; b < count; b++) {
            int from = b * gridHeight * row;
            for (int y = 0; y < height; y++) {
                for (int i = 0; i < row; i++) {
                    float sum = 0;
                    for (int k = 0; k < 4; k++) {
                        sum += rows.weights[4 * y + k] * grid[from + rows.points[4 * y + k] * row + i];
                    }
                    middle[y * row + i] = sum;
                }
            }
            int to = b * height * width * channels;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < channels; c++) {
                        float sum = 0;
                        for (int k = 0; k < 4; k++) {
                            sum += columns.weights[4 * x + k]
                                    * middle[y * row + columns.points[4 * x + k] * channels + c];
                        }
                        out[to++] = scale * sum;
                    }
                }
            }
        }
        return out;
    }

    /**
     * The adjoint of {@link #field}: pulls a gradient on the fields back to the control points.
     *
     * @param gradient {@code [count, pixels, channels]}
     * @param scale as in the forward
     * @return {@code [count, gridHeight, gridWidth, channels]}, fresh
     */
    public float[] pullback(float[] gradient, int count, float scale) {
        float[] out = new float[gridLength(count)];
        int row = gridWidth * channels;
        float[] middle = new float[height * row];
        for (int b = 0; b < count; b++) {
            java.util.Arrays.fill(middle, 0);
            int from = b * height * width * channels;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < channels; c++) {
                        float g = scale * gradient[from++];
                        for (int k = 0; k < 4; k++) {
                            middle[y * row + columns.points[4 * x + k] * channels + c] +=
                                    columns.weights[4 * x + k] * g;
                        }
                    }
                }
            }
            int to = b * gridHeight * row;
            for (int y = 0; y < height; y++) {
                for (int k = 0; k < 4; k++) {
                    int at = to + rows.points[4 * y + k] * row;
                    float weight = rows.weights[4 * y + k];
                    for (int i = 0; i < row; i++) {
                        out[at + i] += weight * middle[y * row + i];
                    }
                }
            }
        }
        return out;
    }
}
