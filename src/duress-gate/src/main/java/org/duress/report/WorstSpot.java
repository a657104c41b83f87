package org.duress.report;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.Scope;

/**
 * Where in a volume an organ is segmented worst under attack: the three planes that pictures show.
 *
 * <p>A voxel is newly wrong where S_DV and the label that it is judged by disagree about the organ, and S_0 and the
 * unmoved label do not. Of the newly wrong voxels the largest cluster is taken, in which neighbours share a face, and
 * along each axis the plane that cuts most of its voxels, of equals the one in the middle. So each picture shows
 * as much of what
 * went wrong as one picture can; where the cluster is hollow, the point at which the planes meet need not be part of
 * it. Where nothing is newly wrong, what is wrong at all takes its place, then the organ in the label, then the middle
 * of the volume. What does not count is never wrong.
 *
 * @param plane from 0
 * @param row from 0
 * @param column from 0
 */
record WorstSpot(int plane, int row, int column) {
    /**
     * Finds it.
     *
     * @param organ its number, from 1; 0 for none, which is nowhere wrong
     */
    static WorstSpot of(Shown shown, int organ) {
        byte[] truth = shown.truth();
        byte[] reference = shown.reference();
        IntPredicate wrong =
                i -> Scope.counts(reference[i]) && differ(shown.segmented()[i], reference[i], organ, shown);
        IntPredicate before = i -> differ(shown.clean()[i], truth[i], organ, shown);
        List<IntPredicate> falling = List.of(wrong.and(before.negate()), wrong, i -> shown.has(truth[i], organ));
        Grid grid = shown.grid();
        for (IntPredicate marked : falling) {
            BitSet voxels = new BitSet(grid.voxels());
            for (int i = 0; i < grid.voxels(); i++) {
                voxels.set(i, marked.test(i));
            }
            if (!voxels.isEmpty()) {
                return of(voxels, grid);
            }
        }
        return new WorstSpot(grid.planes() / 2, grid.rows() / 2, grid.columns() / 2);
    }

    private static boolean differ(byte one, byte other, int organ, Shown shown) {
        return shown.has(one, organ) != shown.has(other, organ);
    }

    /**
     * Of marked voxels.
     *
     * @param marked at least one; empty afterwards
     */
    static WorstSpot of(BitSet marked, Grid grid) {
        int[][] best = new int[0][];
        int most = 0;
        for (int seed = marked.nextSetBit(0); seed >= 0; seed = marked.nextSetBit(seed)) {
            int[][] cluster = {new int[grid.planes()], new int[grid.rows()], new int[grid.columns()]};
            int size = take(marked, seed, grid, cluster);
            if (size > most) {
                most = size;
                best = cluster;
            }
        }
        return new WorstSpot(largest(best[0]), largest(best[1]), largest(best[2]));
    }

    /**
     * Takes one cluster away.
     *
     * @param along counts its voxels in each plane, row and column
     * @return voxels in all
     */
    private static int take(BitSet marked, int seed, Grid grid, int[][] along) {
        int columns = grid.columns();
        int rows = grid.rows();
        Stack next = new Stack();
        next.push(seed);
        marked.clear(seed);
        int size = 0;
        while (next.size > 0) {
            int at = next.pop();
            int column = at % columns;
            int row = at / columns % rows;
            int plane = at / columns / rows;
            along[0][plane]++;
            along[1][row]++;
            along[2][column]++;
            size++;
            visit(marked, next, at - 1, column > 0);
            visit(marked, next, at + 1, column + 1 < columns);
            visit(marked, next, at - columns, row > 0);
            visit(marked, next, at + columns, row + 1 < rows);
            visit(marked, next, at - columns * rows, plane > 0);
            visit(marked, next, at + columns * rows, plane + 1 < grid.planes());
        }
        return size;
    }

    private static void visit(BitSet marked, Stack next, int at, boolean inside) {
        if (inside && marked.get(at)) {
            marked.clear(at);
            next.push(at);
        }
    }

    private static int largest(int[] counts) {
        int most = Arrays.stream(counts).max().orElseThrow();
        int[] equals =
                IntStream.range(0, counts.length).filter(i -> counts[i] == most).toArray();
        return equals[(equals.length - 1) / 2];
    }

    /** Of numbers, without a box for each. */
    private static final class Stack {
        private int[] values = new int[256];
        private int size;

        void push(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        int pop() {
            return values[--size];
        }
    }

    /** Which plane of a cut leads through it. */
    int along(Cut cut) {
        return switch (cut) {
            case AXIAL -> plane;
            case CORONAL -> row;
            case SAGITTAL -> column;
        };
    }

    /** The plane of a cut that leads through it. */
    Plane in(Grid grid, Cut cut) {
        return new Plane(grid, cut, along(cut));
    }
}
