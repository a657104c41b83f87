package org.duress.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.duress.DuressException;

/**
 * A volume brought to one orientation: slices are axial from inferior to superior, row 0 is anterior, column 0 is patient
 * right. An oblique volume keeps its own axes, each named after the nearest anatomical one.
 */
final class NiftiVolume {
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    private final Path file;
    private final NiftiHeader header;
    private final ByteBuffer data;

    /** Of the column, row and slice axis: number of voxels, step in voxels, distance in mm. */
    private final int[] sizes = new int[3];

    private final int[] steps = new int[3];
    private final double[] spacings = new double[3];
    private final int start;

    /** World coordinates (mm) of the first and the last stored voxel. */
    private final double[][] corners = new double[2][3];

    /**
     * Orients a volume.
     *
     * @param data exactly the voxels, in the header's byte order
     */
    NiftiVolume(Path file, NiftiHeader header, ByteBuffer data) {
        this.file = file;
        this.header = header;
        this.data = data;
        double[][] affine = header.affine();
        int[] axes = nearestAxes();
        int[] fileSizes = {header.columns(), header.rows(), header.slices()};
        int[] fileSteps = {1, header.columns(), header.columns() * header.rows()};
        int first = 0;
        double[][] ends = new double[2][3];
        for (int world = 0; world < 3; world++) {
            int axis = axes[world];
            sizes[world] = fileSizes[axis];
            spacings[world] = Math.sqrt(square(affine[0][axis]) + square(affine[1][axis]) + square(affine[2][axis]));
            // Columns run towards patient left and rows towards posterior, against x and y; slices run along z.
            boolean along = affine[world][axis] > 0;
            boolean flip = world < 2 ? along : !along;
            steps[world] = flip ? -fileSteps[axis] : fileSteps[axis];
            if (flip) {
                first += (fileSizes[axis] - 1) * fileSteps[axis];
            }
            ends[flip ? 0 : 1][axis] = fileSizes[axis] - 1;
        }
        start = first;
        for (int end = 0; end < 2; end++) {
            for (int world = 0; world < 3; world++) {
                corners[end][world] = affine[world][3];
                for (int axis = 0; axis < 3; axis++) {
                    corners[end][world] += affine[world][axis] * ends[end][axis];
                }
            }
        }
    }

    private static double square(double value) {
        return value * value;
    }

    /** For x, y and z the file's axis that lies nearest, each used once. */
    private int[] nearestAxes() {
        double[][] affine = header.affine();
        double[] lengths = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            lengths[axis] = Math.sqrt(square(affine[0][axis]) + square(affine[1][axis]) + square(affine[2][axis]));
            if (!(lengths[axis] > 0) || !Double.isFinite(lengths[axis])) {
                throw new DuressException(file + " has no usable orientation: the spacing along axis " + (axis + 1)
                        + " is " + lengths[axis] + "; write it again with a valid sform or qform");
            }
        }
        int[] best = PERMUTATIONS[0];
        double bestSum = -1;
        for (int[] axes : PERMUTATIONS) {
            double sum = 0;
            for (int world = 0; world < 3; world++) {
                sum += Math.abs(affine[world][axes[world]]) / lengths[axes[world]];
            }
            if (sum > bestSum) {
                bestSum = sum;
                best = axes;
            }
        }
        for (int world = 0; world < 3; world++) {
            if (affine[world][best[world]] == 0) {
                throw new DuressException(file
                        + " has no usable orientation: two of its axes point the same way; write it again with a valid"
                        + " sform or qform");
            }
        }
        return best;
    }

    int width() {
        return sizes[0];
    }

    int height() {
        return sizes[1];
    }

    int slices() {
        return sizes[2];
    }

    /** Distance of two columns in mm. */
    double columnSpacing() {
        return spacings[0];
    }

    /** Distance of two rows in mm. */
    double rowSpacing() {
        return spacings[1];
    }

    /** Distance of two slices in mm. */
    double sliceSpacing() {
        return spacings[2];
    }

    /** False where the file says nothing about orientation and its axes were taken for right, anterior, superior. */
    boolean oriented() {
        return header.oriented();
    }

    /** How far the first voxels of two volumes, or their last, lie apart at most, in mm. */
    double distance(NiftiVolume other) {
        double most = 0;
        for (int end = 0; end < 2; end++) {
            double sum = 0;
            for (int world = 0; world < 3; world++) {
                sum += square(corners[end][world] - other.corners[end][world]);
            }
            most = Math.max(most, Math.sqrt(sum));
        }
        return most;
    }

    /** One axial slice in the file's units (scaled), row-major {@code height * width}. */
    float[] slice(int index) {
        float[] pixels = new float[height() * width()];
        int i = 0;
        for (int row = 0; row < height(); row++) {
            for (int column = 0; column < width(); column++) {
                pixels[i++] = (float) value(index, row, column);
            }
        }
        return pixels;
    }

    /**
     * One axial slice of label ids, row-major {@code height * width}.
     *
     * @throws DuressException if a value is no whole number
     */
    int[] labels(int index) {
        int[] pixels = new int[height() * width()];
        int i = 0;
        for (int row = 0; row < height(); row++) {
            for (int column = 0; column < width(); column++) {
                double value = value(index, row, column);
                if (value != (int) value) {
                    throw new DuressException("label " + file + " holds " + value + " in slice " + index
                            + ", which is no label id; store whole numbers");
                }
                pixels[i++] = (int) value;
            }
        }
        return pixels;
    }

    private double value(int slice, int row, int column) {
        int at = start + slice * steps[2] + row * steps[1] + column * steps[0];
        return header.slope() * header.type().at(data, at) + header.intercept();
    }
}
