package org.duress.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.spec.ImageSize;
import org.duress.spec.VoxelSpacing;

/**
 * Brings images of one grid to another, plane by plane. Intensities are interpolated linearly; where a size shrinks,
 * the linear kernel is widened by the same factor so that detail is averaged instead of aliased (as Pillow and
 * torchvision do by default). Labels are those of the nearest point. The border repeats.
 */
final class Resampler {
    /** Of a point's distance: files round theirs, and what is as far off at the far end is no other grid. */
    private static final double SAME = 0.01;

    private final Grid from;
    private final Grid to;
    private final List<Axis> axes;

    private Resampler(Grid from, Grid to, List<Axis> axes) {
        this.from = from;
        this.to = to;
        this.axes = List.copyOf(axes);
    }

    /**
     * One axis.
     *
     * @param nearest the input of each output
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Axis(AxisMap linear, int[] nearest) {
        static Axis centred(int size, int newSize) {
            return new Axis(AxisMap.widened(size, newSize), nearest(newSize, i ->
                    (int) ((2L * i + 1) * size / (2L * newSize))));
        }

        static Axis anchored(int size, int newSize, double step) {
            return Math.abs(step - 1) * size < SAME && size == newSize
                    ? centred(size, size)
                    : new Axis(
                            AxisMap.widened(size, newSize, step),
                            nearest(newSize, i -> Math.min(size - 1, (int) Math.floor(i * step + 0.5))));
        }

        private static int[] nearest(int count, IntUnaryOperator place) {
            int[] places = new int[count];
            Arrays.setAll(places, place);
            return places;
        }
    }

    /** Nothing changes. */
    static Resampler none(Grid grid) {
        return sized(grid, new ImageSize(grid.sizes()));
    }

    /** To another size, pixel centres aligned: output centre i lies at {@code (i + 0.5) * in / out - 0.5}. */
    static Resampler sized(Grid from, ImageSize size) {
        List<Integer> sizes = size.sizes();
        Grid to = size.grid()
                .spaced(axes(from)
                        .mapToDouble(axis -> from.spacing(axis) * from.size(axis) / sizes.get(axis))
                        .toArray());
        return new Resampler(
                from,
                to,
                axes(from)
                        .mapToObj(axis -> Axis.centred(from.size(axis), sizes.get(axis)))
                        .toList());
    }

    /** To another distance of voxels, the first voxel's centre stays, as MONAI brings images to a spacing. */
    static Resampler spaced(Grid from, VoxelSpacing millimetres) {
        Grid to = spacedGrid(from, millimetres);
        return new Resampler(
                from,
                to,
                axes(from)
                        .mapToObj(axis ->
                                Axis.anchored(from.size(axis), to.size(axis), to.spacing(axis) / from.spacing(axis)))
                        .toList());
    }

    /** The grid of {@link #spaced}, however large. */
    static Grid spacedGrid(Grid from, VoxelSpacing millimetres) {
        int[] sizes = axes(from)
                .map(axis -> AxisMap.points(from.size(axis), from.spacing(axis), millimetres.along(axis)))
                .toArray();
        return Grid.of(sizes).spaced(axes(from).mapToDouble(millimetres::along).toArray());
    }

    private static IntStream axes(Grid grid) {
        return IntStream.range(0, grid.rank());
    }

    Grid from() {
        return from;
    }

    Grid to() {
        return to;
    }

    /**
     * What becomes of a plane's rows and columns.
     *
     * @param plane row-major {@code [rows, columns]}
     * @return row-major; the same array where nothing changes
     */
    float[] plane(float[] plane) {
        float[] wide = columns().linear().apply(plane, from.rows(), 1);
        return rows().linear().apply(wide, 1, to.columns());
    }

    /** The same of labels. */
    byte[] plane(byte[] labels) {
        if (from.rows() == to.rows()
                && from.columns() == to.columns()
                && rows().linear().nothing()
                && columns().linear().nothing()) {
            return labels;
        }
        byte[] resized = new byte[to.rows() * to.columns()];
        for (int row = 0; row < to.rows(); row++) {
            int line = rows().nearest()[row] * from.columns();
            for (int column = 0; column < to.columns(); column++) {
                resized[row * to.columns() + column] = labels[line + columns().nearest()[column]];
            }
        }
        return resized;
    }

    /** How much of a plane of the old grid is in a plane of the new one. */
    float share(int plane, int of) {
        AxisMap planes = axes.get(0).linear();
        int at = of - planes.first()[plane];
        return at >= 0 && at < planes.weights()[plane].length ? planes.weights()[plane][at] : 0;
    }

    /** The plane of the old grid whose labels a plane of the new one has. */
    int nearest(int plane) {
        return axes.get(0).nearest()[plane];
    }

    private Axis rows() {
        return axes.get(from.rank() - 2);
    }

    private Axis columns() {
        return axes.get(from.rank() - 1);
    }
}
