package org.duress.base;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;

/**
 * The regular grid that an image, a label map or a field is sampled on: rows and columns of a slice, or planes, rows
 * and columns of a volume. Arrays on a grid are row-major, the channels of a point last.
 *
 * @param sizes points along each axis, the slowest axis first; two or three, each at least 1
 * @param spacing distance of two points along each axis in mm; NaN where unknown
 */
public record Grid(List<Integer> sizes, List<Double> spacing) {
    public Grid {
        sizes = List.copyOf(sizes);
        spacing = List.copyOf(spacing);
        if (sizes.size() < 2 || sizes.size() > 3 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("a grid has two or three axes of at least 1 point, not " + sizes);
        }
        if (spacing.size() != sizes.size()) {
            throw new IllegalArgumentException(
                    "a grid of " + sizes.size() + " axes has " + sizes.size() + " distances, not " + spacing.size());
        }
    }

    /** A grid of which nobody knows how far apart its points are. */
    public static Grid of(int... sizes) {
        return of(IntStream.of(sizes).boxed().toList());
    }

    private static Grid of(List<Integer> sizes) {
        return new Grid(sizes, Collections.nCopies(sizes.size(), Double.NaN));
    }

    /**
     * The largest that lies within each of some grids: as many points along each axis as the shortest of them has.
     *
     * @param grids of one rank; at least one
     */
    public static Grid withinAll(List<Grid> grids) {
        return of(IntStream.range(0, grids.get(0).rank())
                .map(axis ->
                        grids.stream().mapToInt(grid -> grid.size(axis)).min().orElseThrow())
                .toArray());
    }

    /**
     * The same points so far apart.
     *
     * @param millimetres along each axis, as of {@link #spacing}
     */
    public Grid spaced(double... millimetres) {
        return new Grid(sizes, Arrays.stream(millimetres).boxed().toList());
    }

    /** The same points, however far apart: what a model sees of a grid. */
    public Grid unspaced() {
        return of(sizes);
    }

    /** The same points at a distance of 1: lengths on it are in points. */
    public Grid unit() {
        return new Grid(sizes, Collections.nCopies(rank(), 1.0));
    }

    /**
     * The same points, as far apart as they are in units of the finest axis, each at least 1: what is round on it is
     * round in space. Of a slice, and where it is not known how far apart they are, they are all 1 apart.
     */
    public Grid proportions() {
        if (rank() == 2 || !isSpaced()) {
            return unit();
        }
        double finest = Collections.min(spacing);
        return new Grid(sizes, spacing.stream().map(length -> length / finest).toList());
    }

    /** Whether it is known how far apart the points are along every axis. */
    public boolean isSpaced() {
        return spacing.stream().allMatch(length -> length > 0 && Double.isFinite(length));
    }

    /** What an image on this grid is, and is called. */
    public ImageKind kind() {
        return ImageKind.of(rank());
    }

    /** Number of axes, and of the components of a deformation: 2 or 3. */
    public int rank() {
        return sizes.size();
    }

    /** Points along an axis. */
    public int size(int axis) {
        return sizes.get(axis);
    }

    /** Planes of a volume; 1 for a slice. */
    public int planes() {
        return rank() == 2 ? 1 : size(0);
    }

    /** Rows of a slice, or of each plane of a volume. */
    public int rows() {
        return size(rank() - 2);
    }

    /** Columns of a slice, or of each plane of a volume. */
    public int columns() {
        return size(rank() - 1);
    }

    /** Points in all: pixels of a slice, voxels of a volume. */
    public int voxels() {
        return sizes.stream().reduce(1, Math::multiplyExact);
    }

    /** Distance of two points along an axis in mm; NaN where unknown. */
    public double spacing(int axis) {
        return spacing.get(axis);
    }

    /** Whether another grid has as many points along each axis, however far apart. */
    public boolean fits(Grid other) {
        return sizes.equals(other.sizes);
    }

    /**
     * Rows of a slice. Whoever asks works on slices only; {@link #rows} is of volumes too.
     *
     * @throws DuressException if this is the grid of a volume
     */
    public int height() {
        return ofSlice(0);
    }

    /**
     * Columns of a slice. Whoever asks works on slices only; {@link #columns} is of volumes too.
     *
     * @throws DuressException if this is the grid of a volume
     */
    public int width() {
        return ofSlice(1);
    }

    /** The one place that says what this version cannot do. */
    private int ofSlice(int axis) {
        if (rank() != 2) {
            throw new DuressException("an image of " + this + " voxels is a volume, and this version of Duress works on"
                    + " slices; give it the volume's slices one by one");
        }
        return size(axis);
    }

    /** "584 x 565". */
    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }
}
