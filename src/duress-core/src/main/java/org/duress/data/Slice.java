package org.duress.data;

import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.Scope;

/**
 * One image of a cohort: an axial slice, or a volume of them from inferior to superior. Arrays are row-major, first row
 * at the top (anterior), first column patient right, and are not copied: treat them as read-only.
 *
 * @param name unique in its cohort, for example {@code s00_z061}; a volume's is its subject's id
 * @param grid rows and columns, of a volume planes before them, with their distances
 * @param image {@code [grid, channels]}, each channel normalised per subject to zero mean and unit standard deviation
 * @param classes class of each pixel, as the cohort's {@link Cohort#sets} say, or a code of {@link Scope}
 * @param scales what each channel's intensities stand for; as many as there are channels
 */
public record Slice(String name, Grid grid, float[] image, byte[] classes, List<IntensityScale> scales) {
    public Slice {
        scales = List.copyOf(scales);
        if (scales.isEmpty() || image.length != grid.voxels() * scales.size() || classes.length != grid.voxels()) {
            throw new DuressException(grid.kind().image() + " " + name + " is " + grid + " with "
                    + scales.size() + " channels but has "
                    + image.length + " intensities and " + classes.length
                    + " classes; give an intensity a pixel and channel, and a class a pixel");
        }
    }

    /** A slice of one channel that was never normalised. */
    public Slice(String name, Grid grid, float[] image, byte[] classes) {
        this(name, grid, image, classes, List.of(IntensityScale.NONE));
    }

    /** Whether it is a volume. */
    public boolean volume() {
        return grid.rank() > 2;
    }

    /** Values of a pixel. */
    public int channels() {
        return scales.size();
    }

    /** What the image's numbers stand for. */
    public Acquisition acquisition() {
        return new Acquisition(scales, grid.spacing(), scope());
    }

    /** Where the slice counts, and may be attacked. */
    public Scope scope() {
        return Scope.of(classes);
    }

    /** The same place with another image and other labels, both of the same shapes. */
    public Slice with(float[] otherImage, byte[] otherClasses) {
        return new Slice(name, grid, otherImage, otherClasses, scales);
    }

    /**
     * A part of it.
     *
     * @param from first point along each axis
     * @param size points along each axis
     * @param ownName unique in what it is used for
     */
    Slice cropped(List<Integer> from, List<Integer> size, String ownName) {
        Grid part = new Grid(size, grid.spacing());
        float[] values = new float[part.voxels() * channels()];
        byte[] own = new byte[part.voxels()];
        int top = grid.rank() == 2 ? 0 : from.get(0);
        int row = from.get(grid.rank() - 2);
        int column = from.get(grid.rank() - 1);
        int length = part.columns();
        for (int z = 0, to = 0; z < part.planes(); z++) {
            for (int y = 0; y < part.rows(); y++, to += length) {
                int at = ((top + z) * grid.rows() + row + y) * grid.columns() + column;
                System.arraycopy(classes, at, own, to, length);
                System.arraycopy(image, at * channels(), values, to * channels(), length * channels());
            }
        }
        return new Slice(ownName, part, values, own, scales);
    }

    /** The same slice with class c replaced by {@code to[c]}; what does not count stays so. */
    Slice withClasses(byte[] to) {
        byte[] changed = new byte[classes.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = Scope.counts(classes[i]) ? to[classes[i]] : classes[i];
        }
        return with(image, changed);
    }
}
