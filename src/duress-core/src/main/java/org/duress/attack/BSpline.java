package org.duress.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.SideBySide;

/**
 * Cubic B-splines that carry a field from a coarse grid of control points to every voxel: twice continuously
 * differentiable, so smooth by construction (Rueckert et al. 1999, free-form deformations). Linear in the control
 * points; {@link #pullback} is the exact adjoint. They work along one axis after the other.
 *
 * <p>Control point i lies at voxel {@code (i + 0.5) * spacing - 0.5} of its axis; beyond the border the last control
 * point is repeated. How far apart they lie: {@link ControlSpacing}.
 */
public final class BSpline {
    private final List<Axis> axes = new ArrayList<>();
    private final int channels;

    /**
     * For each voxel of one axis, four control points and their weights.
     *
     * @param control control points of the axis
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Axis(int voxels, int control, int[] points, float[] weights) {
        static Axis of(int voxels, int spacing) {
            if (spacing < 1) {
                throw new IllegalArgumentException("control points are at least 1 voxel apart, not " + spacing);
            }
            int control = (voxels + spacing - 1) / spacing;
            int[] points = new int[4 * voxels];
            float[] weights = new float[4 * voxels];
            for (int i = 0; i < voxels; i++) {
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
                    points[4 * i + k] = Math.max(0, Math.min(control - 1, base - 1 + k));
                    weights[4 * i + k] = (float) w[k];
                }
            }
            return new Axis(voxels, control, points, weights);
        }
    }

    /**
     * A spline for fields of one size.
     *
     * @param voxels where the fields are evaluated
     * @param spacing voxels between control points along each axis, in the order of {@link Grid#sizes}, each at least
     *     1; where it does not divide the axis, the last control point lies beyond the border
     * @param channels components of the field
     */
    public BSpline(Grid voxels, List<Integer> spacing, int channels) {
        if (spacing.size() != voxels.rank()) {
            throw new IllegalArgumentException("control points of a grid of " + voxels.rank() + " axes have "
                    + voxels.rank() + " distances, not " + spacing);
        }
        for (int axis = 0; axis < voxels.rank(); axis++) {
            axes.add(Axis.of(voxels.size(axis), spacing.get(axis)));
        }
        this.channels = channels;
    }

    /** The same with as many voxels between control points along every axis. */
    public BSpline(Grid voxels, int spacing, int channels) {
        this(voxels, Collections.nCopies(voxels.rank(), spacing), channels);
    }

    /** Floats in the control grid of {@code count} fields. */
    public int gridLength(int count) {
        return axes.stream().mapToInt(Axis::control).reduce(count * channels, Math::multiplyExact);
    }

    /**
     * Evaluates the fields at every voxel.
     *
     * @param grid control points {@code [count, control grid, channels]}
     * @param scale multiplies the result
     * @return {@code [count, voxels, channels]}, fresh
     */
    public float[] field(float[] grid, int count, float scale) {
        float[] field = grid;
        int before = count;
        int after = gridLength(1);
        for (int k = 0; k < axes.size(); k++) {
            Axis axis = axes.get(k);
            after /= axis.control;
            field = spread(axis, field, before, after, k + 1 < axes.size() ? 1 : scale);
            before *= axis.voxels;
        }
        return field;
    }

    /** From {@code [before, control points, after]} to {@code [before, voxels, after]}, times a factor. */
    private static float[] spread(Axis axis, float[] from, int before, int after, float factor) {
        float[] out = new float[Math.multiplyExact(before * axis.voxels, after)];
        SideBySide.rows(before * axis.voxels, after, (first, end) -> {
            for (int line = first; line < end; line++) {
                int i = line % axis.voxels;
                int own = (line - i) / axis.voxels * axis.control;
                int a = (own + axis.points[4 * i]) * after;
                int b = (own + axis.points[4 * i + 1]) * after;
                int c = (own + axis.points[4 * i + 2]) * after;
                int d = (own + axis.points[4 * i + 3]) * after;
                float wa = axis.weights[4 * i];
                float wb = axis.weights[4 * i + 1];
                float wc = axis.weights[4 * i + 2];
                float wd = axis.weights[4 * i + 3];
                for (int j = 0, to = line * after; j < after; j++, to++) {
                    float sum = 0;
                    sum += wa * from[a + j];
                    sum += wb * from[b + j];
                    sum += wc * from[c + j];
                    sum += wd * from[d + j];
                    out[to] = factor * sum;
                }
            }
        });
        return out;
    }

    /**
     * The adjoint of {@link #field}: pulls a gradient on the fields back to the control points.
     *
     * @param gradient {@code [count, voxels, channels]}
     * @param scale as in the forward
     * @return {@code [count, control grid, channels]}, fresh
     */
    public float[] pullback(float[] gradient, int count, float scale) {
        float[] back = gradient;
        int after = channels;
        for (int k = axes.size() - 1; k >= 0; k--) {
            Axis axis = axes.get(k);
            int before = back.length / (axis.voxels * after);
            back = gather(axis, back, before, after, k + 1 < axes.size() ? 1 : scale);
            after *= axis.control;
        }
        return back;
    }

    /** The adjoint of {@link #spread}. */
    private static float[] gather(Axis axis, float[] from, int before, int after, float factor) {
        float[] out = new float[before * axis.control * after];
        SideBySide.rows(before, axis.voxels * after, (first, end) -> {
            for (int block = first; block < end; block++) {
                for (int i = 0; i < axis.voxels; i++) {
                    int in = (block * axis.voxels + i) * after;
                    for (int k = 0; k < 4; k++) {
                        float weight = axis.weights[4 * i + k];
                        int to = (block * axis.control + axis.points[4 * i + k]) * after;
                        for (int j = 0; j < after; j++) {
                            out[to + j] += weight * (factor * from[in + j]);
                        }
                    }
                }
            }
        });
        return out;
    }
}
