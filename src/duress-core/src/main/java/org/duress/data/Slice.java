package org.duress.data;

import java.util.List;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.KeptFloats;
import org.duress.base.ReadAhead;
import org.duress.base.Scope;

/**
 * One image of a cohort: an axial slice, or a volume of them from inferior to superior. Arrays are row-major, first row
 * at the top (anterior), first column patient right, and are not copied: treat them as read-only.
 *
 * <p>Of a large cohort they lie on the disk ({@link KeptFloats#putAway}): whoever loops over pixels asks for an array
 * once. A slice is the same as itself alone.
 */
public final class Slice {
    /** One list for all: there may be many slices. */
    private static final List<IntensityScale> UNSCALED = List.of(IntensityScale.NONE);

    private final String name;
    private final Grid grid;
    private final KeptFloats image;
    private final KeptBytes classes;
    private final List<IntensityScale> scales;

    /** Most slices count everywhere, which need not be looked up. */
    private final boolean everywhere;

    /**
     * A slice.
     *
     * @param name unique in its cohort, for example {@code s00_z061}; a volume's is its subject's id
     * @param grid rows and columns, of a volume planes before them, with their distances
     * @param image {@code [grid, channels]}, each channel normalised per subject to zero mean and unit standard
     *     deviation
     * @param classes class of each pixel, as the cohort's {@link Cohort#sets} say, or a code of {@link Scope}
     * @param scales what each channel's intensities stand for; as many as there are channels
     */
    public Slice(String name, Grid grid, float[] image, byte[] classes, List<IntensityScale> scales) {
        this(
                name,
                grid,
                KeptFloats.of(image),
                KeptBytes.of(classes),
                scales,
                Scope.of(classes).all());
    }

    /** A slice of one channel that was never normalised. */
    public Slice(String name, Grid grid, float[] image, byte[] classes) {
        this(name, grid, image, classes, UNSCALED);
    }

    private Slice(
            String name,
            Grid grid,
            KeptFloats image,
            KeptBytes classes,
            List<IntensityScale> scales,
            boolean everywhere) {
        this.name = name;
        this.grid = grid;
        this.scales = List.copyOf(scales);
        this.everywhere = everywhere;
        if (scales.isEmpty() || image.length() != grid.voxels() * scales.size() || classes.length() != grid.voxels()) {
            throw new DuressException(grid.kind().image() + " " + name + " is " + grid + " with "
                    + scales.size() + " channels but has "
                    + image.length() + " intensities and " + classes.length()
                    + " classes; give an intensity a pixel and channel, and a class a pixel");
        }
        this.image = image.putAway();
        this.classes = classes.putAway();
    }

    /** Unique in its cohort. */
    public String name() {
        return name;
    }

    /** Rows and columns, of a volume planes before them, with their distances. */
    public Grid grid() {
        return grid;
    }

    /** {@code [grid, channels]}, each channel normalised; read from where it is kept. */
    public float[] image() {
        return image.values();
    }

    /** Class of each pixel, or a code of {@link Scope}; read from where they are kept. */
    public byte[] classes() {
        return classes.values();
    }

    /** Reads both for somebody who holds them until they are worked on, see {@link ReadAhead}. */
    public void readAhead(Consumer<Object> holder) {
        image.readAhead(holder);
        classes.readAhead(holder);
    }

    /** What each channel's intensities stand for. */
    public List<IntensityScale> scales() {
        return scales;
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
        return everywhere ? Scope.ALL : Scope.of(classes());
    }

    /** The same place with another image and other labels, both of the same shapes. */
    public Slice with(float[] otherImage, byte[] otherClasses) {
        return new Slice(name, grid, otherImage, otherClasses, scales);
    }

    /** The same image with other labels. */
    public Slice labelled(byte[] otherClasses) {
        return new Slice(
                name,
                grid,
                image,
                KeptBytes.of(otherClasses),
                scales,
                Scope.of(otherClasses).all());
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
        float[] all = image();
        byte[] labels = classes();
        float[] values = new float[part.voxels() * channels()];
        byte[] own = new byte[part.voxels()];
        int top = grid.rank() == 2 ? 0 : from.get(0);
        int row = from.get(grid.rank() - 2);
        int column = from.get(grid.rank() - 1);
        int length = part.columns();
        for (int z = 0, to = 0; z < part.planes(); z++) {
            for (int y = 0; y < part.rows(); y++, to += length) {
                int at = ((top + z) * grid.rows() + row + y) * grid.columns() + column;
                System.arraycopy(labels, at, own, to, length);
                System.arraycopy(all, at * channels(), values, to * channels(), length * channels());
            }
        }
        return new Slice(ownName, part, values, own, scales);
    }

    /** The same slice with class c replaced by {@code to[c]}; what does not count stays so. */
    Slice withClasses(byte[] to) {
        byte[] changed = classes().clone();
        for (int i = 0; i < changed.length; i++) {
            changed[i] = Scope.counts(changed[i]) ? to[changed[i]] : changed[i];
        }
        return labelled(changed);
    }

    @Override
    public String toString() {
        return name + " (" + grid + ")";
    }
}
