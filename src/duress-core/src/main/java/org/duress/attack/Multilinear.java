package org.duress.attack;

import org.duress.base.Grid;
import org.duress.base.SideBySide;

/**
 * Samples what lies on a grid between its points, linearly along each axis: bilinearly in slices, trilinearly in
 * volumes. Shares stay between 0 and 1, and add up to 1. On a point it gives that very point; beyond the border the
 * border is repeated.
 *
 * <p>A slice is a volume of one plane, in which nothing moves across. Lines of points are computed side by side.
 */
final class Multilinear {
    private final float[] values;
    private final int channels;
    private final float[] d;
    private final Grid grid;
    private final int planes;
    private final int rows;
    private final int columns;

    /**
     * A deformation of something.
     *
     * @param values {@code [count, grid, channels]} row-major
     * @param d D, {@code [count, grid, rank]}, as of {@link Perturbation#deformation}
     */
    private Multilinear(float[] values, int channels, float[] d, Grid grid) {
        this.values = values;
        this.channels = channels;
        this.d = d;
        this.grid = grid;
        planes = grid.planes();
        rows = grid.rows();
        columns = grid.columns();
    }

    /** What is moved by D; fresh. */
    static float[] moved(float[] values, int channels, float[] d, Grid grid) {
        float[] out = new float[values.length];
        new Multilinear(values, channels, d, grid).each((sample, point) -> sample.move(point, out));
        return out;
    }

    /**
     * Adds dL/dD, from the gradient on what is moved: exact, where it has a derivative; on a point that of the side
     * that is further on. Zero along the axes along which a point lies outside.
     *
     * @param gradient of the shape of the values
     * @param deformationGradient of the shape of D
     */
    static void pullback(
            float[] values, int channels, float[] d, Grid grid, float[] gradient, float[] deformationGradient) {
        new Multilinear(values, channels, d, grid)
                .each((sample, point) -> sample.addSlopes(point, gradient, deformationGradient));
    }

    /** What is done at one point of all images. */
    @FunctionalInterface
    private interface Work {
        void at(Sample sample, int point);
    }

    private void each(Work work) {
        int lines = d.length / (grid.rank() * columns);
        SideBySide.rows(lines, columns, (from, to) -> {
            Sample sample = new Sample();
            for (int line = from; line < to; line++) {
                int image = line / (planes * rows);
                int plane = line / rows % planes;
                int row = line % rows;
                for (int column = 0, p = line * columns; column < columns; column++, p++) {
                    sample.at(image, plane, row, column, p);
                    work.at(sample, p);
                }
            }
        });
    }

    /** Where a sampling point lies: the eight points around it, four in a slice, and the fractions between them. */
    private final class Sample {
        private final int rank = grid.rank();
        /** Of the first of these points among the values; and from there to the next one along each axis. */
        private int first;

        private int right;
        private int below;
        private int behind;
        private float fx;
        private float fy;
        private float fz;
        private boolean still;
        private boolean insideX;
        private boolean insideY;
        private boolean insideZ;

        void at(int image, int plane, int row, int column, int point) {
            float dx = d[rank * point];
            float dy = d[rank * point + 1];
            float dz = rank == 2 ? 0 : d[rank * point + 2];
            still = dx == 0 && dy == 0 && dz == 0;
            float x = column + dx;
            float y = row + dy;
            float z = plane + dz;
            insideX = x >= 0 && x <= columns - 1;
            insideY = y >= 0 && y <= rows - 1;
            insideZ = z >= 0 && z <= planes - 1;
            float sx = Warp.clamp(x, columns - 1);
            float sy = Warp.clamp(y, rows - 1);
            float sz = Warp.clamp(z, planes - 1);
            int x0 = (int) sx;
            int y0 = (int) sy;
            int z0 = (int) sz;
            fx = sx - x0;
            fy = sy - y0;
            fz = sz - z0;
            first = channels * (((image * planes + z0) * rows + y0) * columns + x0);
            right = x0 + 1 < columns ? channels : 0;
            below = y0 + 1 < rows ? channels * columns : 0;
            behind = z0 + 1 < planes ? channels * columns * rows : 0;
        }

        void move(int point, float[] out) {
            if (still) {
                System.arraycopy(values, channels * point, out, channels * point, channels);
                return;
            }
            for (int c = 0; c < channels; c++) {
                float front = inPlane(first + c);
                out[channels * point + c] = fz == 0 ? front : front + fz * (inPlane(first + behind + c) - front);
            }
        }

        private float inPlane(int k) {
            float a = values[k];
            float e = values[k + below];
            float top = a + fx * (values[k + right] - a);
            float bottom = e + fx * (values[k + below + right] - e);
            return top + fy * (bottom - top);
        }

        void addSlopes(int point, float[] gradient, float[] to) {
            float gx = 0;
            float gy = 0;
            float gz = 0;
            for (int c = 0; c < channels; c++) {
                float g = gradient[channels * point + c];
                if (g != 0) {
                    int front = first + c;
                    int back = front + behind;
                    gx += g * (fz == 0 ? slopeX(front) : (1 - fz) * slopeX(front) + fz * slopeX(back));
                    gy += g * (fz == 0 ? slopeY(front) : (1 - fz) * slopeY(front) + fz * slopeY(back));
                    gz += rank == 2 ? 0 : g * (inPlane(back) - inPlane(front));
                }
            }
            to[rank * point] += insideX ? gx : 0;
            to[rank * point + 1] += insideY ? gy : 0;
            if (rank > 2) {
                to[rank * point + 2] += insideZ ? gz : 0;
            }
        }

        private float slopeX(int k) {
            return (1 - fy) * (values[k + right] - values[k]) + fy * (values[k + below + right] - values[k + below]);
        }

        private float slopeY(int k) {
            return (1 - fx) * (values[k + below] - values[k]) + fx * (values[k + below + right] - values[k + right]);
        }
    }
}
