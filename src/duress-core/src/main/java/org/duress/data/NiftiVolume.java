package org.duress.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.base.Grid;

/**
 * A volume of one or more channels, brought to one orientation: slices are axial from inferior to superior, row 0 is
 * anterior, column 0 is patient right. An oblique volume keeps its own axes, each named after the nearest anatomical
 * one.
 */
final class NiftiVolume {
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    /** Of scaled label ids: above it one value of ten or more would be taken for an id. */
    private static final double LARGEST_STEP = 0.1;

    /**
     * Slope and intercept are stored in single precision, as are the ids of many programs: two units in the last place.
     */
    private static final double SINGLE_PRECISION = 0x1p-22;

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

    NiftiHeader header() {
        return header;
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

    /** Slices, rows and columns with their distances in mm. */
    Grid grid() {
        return Grid.of(slices(), height(), width()).spaced(spacings[2], rowSpacing(), columnSpacing());
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

    /** Channels of a voxel. */
    int volumes() {
        return header.volumes();
    }

    /** One axial slice of a channel in the file's units (scaled), row-major {@code height * width}. */
    float[] slice(int volume, int index) {
        float[] pixels = new float[height() * width()];
        int i = 0;
        for (int row = 0; row < height(); row++) {
            for (int column = 0; column < width(); column++) {
                pixels[i++] = (float) (header.slope() * stored(volume, index, row, column) + header.intercept());
            }
        }
        return pixels;
    }

    /**
     * One axial slice of label ids, row-major {@code height * width}. A value that misses a whole number by less than
     * the file can tell apart is that number: viewers store ids scaled, so that 7 comes back as 6.99999.
     *
     * @throws DuressException if a value is no whole number
     */
    int[] labels(int index) {
        int[] pixels = new int[height() * width()];
        int i = 0;
        for (int row = 0; row < height(); row++) {
            for (int column = 0; column < width(); column++) {
                double stored = stored(0, index, row, column);
                double value = header.slope() * stored + header.intercept();
                double whole = Math.rint(value);
                // Written so that NaN is refused too.
                if (!(Math.abs(value - whole) <= precision(stored) && whole == (int) whole)) {
                    throw new DuressException("label " + file + " holds " + value + " in slice " + index
                            + ", which is no label id; store whole numbers");
                }
                pixels[i++] = (int) whole;
            }
        }
        return pixels;
    }

    /**
     * How far a scaled value may be off the one that was meant: half a step of whole numbers, as they are stored, and
     * the rounding of single precision. A step so large that most values lie near some id tells nothing, and nothing is
     * rounded.
     */
    private double precision(double stored) {
        double slope = Math.abs(header.slope());
        double step = header.type().whole() && slope <= LARGEST_STEP ? slope / 2 : 0;
        return step + SINGLE_PRECISION * (slope * Math.abs(stored) + Math.abs(header.intercept()));
    }

    private double stored(int volume, int slice, int row, int column) {
        return header.type().at(data, place(volume, slice, row, column));
    }

    /** Where the file has a voxel, among all of its voxels. */
    int place(int volume, int slice, int row, int column) {
        return volume * width() * height() * slices() + start + slice * steps[2] + row * steps[1] + column * steps[0];
    }
}
