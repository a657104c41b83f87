package org.duress.metric;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.base.Scope;

/**
 * Distances between the boundaries of one organ in segmentation and label, pooled over the images of a subject: in the
 * plane for slices, in space for volumes. Mutable, for one thread.
 *
 * <p>A boundary point belongs to the organ and has one of its neighbours along the axes (four of a pixel, six of a
 * voxel) outside it; beyond the image is outside. What lies beyond the only plane of a volume is as little known as
 * what lies beyond a slice, and is neither. Points that do not count in the label ({@link Scope}) are neither in the
 * organ nor outside it, of either. Each boundary point of either gives one distance, that to the nearest boundary point
 * of the other. Where an image shows the organ in only one of the two, each boundary point of that one has the distance
 * of the image's diagonal; where in neither, nothing is counted.
 */
public final class SurfaceDistance {
    /** Default tolerance of {@link #surfaceDice}, in the unit of the spacing: 2 mm. */
    public static final double TOLERANCE = 2;

    /** Share of the distances that are at most HD95. */
    private static final double SHARE = 0.95;

    /** How often each distance occurs; on a grid few differ. */
    private final TreeMap<Double, Long> distances = new TreeMap<>();

    private long count;

    /**
     * Adds one image.
     *
     * @param prediction class of each point, {@code [grid]}
     * @param reference the same shape
     * @param sets which organs a class is
     * @param organ its number, at least 1
     * @param grid with a spacing above 0 along every axis, mm or ({@link Grid#unit}) points
     */
    public void add(byte[] prediction, byte[] reference, OrganSets sets, int organ, Grid grid) {
        if (prediction.length != grid.voxels() || reference.length != grid.voxels()) {
            throw new IllegalArgumentException("label maps of " + prediction.length + " and " + reference.length + " "
                    + grid.kind().points() + " are not " + grid);
        }
        if (!grid.isSpaced()) {
            throw new IllegalArgumentException("a spacing of " + spacing(grid) + " gives no distances; give "
                    + spacing(grid.unit()) + " for " + grid.kind().points());
        }
        Sides ofPrediction = new Sides(prediction, reference, sets, organ);
        Sides ofReference = new Sides(reference, reference, sets, organ);
        Box box = Box.around(ofPrediction, ofReference, grid);
        if (box.isEmpty()) {
            return;
        }
        boolean[] predicted = box.boundary(ofPrediction);
        boolean[] present = box.boundary(ofReference);
        double diagonal = 0;
        for (int axis = 0; axis < grid.rank(); axis++) {
            diagonal = Math.hypot(diagonal, grid.size(axis) * grid.spacing(axis));
        }
        // One after the other: of a volume each transform is large.
        count(predicted, present, box.grid(), diagonal);
        count(present, predicted, box.grid(), diagonal);
    }

    /** Counts the distance of each point of one boundary to the other. */
    private void count(boolean[] from, boolean[] to, Grid grid, double diagonal) {
        // No seed and no query lies outside the box, so the transform need not look there.
        double[] distance = DistanceTransform.of(to, grid);
        for (int i = 0; i < from.length; i++) {
            if (from[i]) {
                count(Math.min(diagonal, distance[i]));
            }
        }
    }

    private static String spacing(Grid grid) {
        return grid.spacing().stream()
                .map(length -> length == 1 ? "1" : String.valueOf(length))
                .collect(Collectors.joining(" x "));
    }

    /**
     * 95th percentile of the distances, both directions in one pool; linear between the two nearest order statistics
     * (type 7 of Hyndman and Fan 1996, the default of NumPy).
     *
     * @return in the unit of the spacing; NaN where neither shows the organ
     */
    public double hd95() {
        if (count == 0) {
            return Double.NaN;
        }
        double place = SHARE * (count - 1);
        long below = (long) Math.floor(place);
        double low = orderStatistic(below);
        return low + (place - below) * (orderStatistic((long) Math.ceil(place)) - low);
    }

    /**
     * Normalised surface Dice (Nikolov et al. 2021): the share of all boundary points, of both, that are at most the
     * tolerance away from the other boundary. Each point counts 1, however large a part of the surface it stands for.
     *
     * @param tolerance in the unit of the spacing, at least 0
     * @return in [0, 1], 1 is perfect; NaN where neither shows the organ
     */
    public double surfaceDice(double tolerance) {
        if (count == 0) {
            return Double.NaN;
        }
        long within = distances.headMap(tolerance, true).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return (double) within / count;
    }

    private void count(double distance) {
        distances.merge(distance, 1L, Long::sum);
        count++;
    }

    private double orderStatistic(long index) {
        long passed = 0;
        for (Map.Entry<Double, Long> entry : distances.entrySet()) {
            passed += entry.getValue();
            if (passed > index) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("there are only " + count + " distances, not " + index);
    }

    /** Of which side of an organ's surface each point is; of none where it does not count. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Sides(byte[] map, byte[] reference, OrganSets sets, int organ) {
        boolean in(int point) {
            return Scope.counts(reference[point]) && sets.has(map[point], organ);
        }

        boolean out(int point) {
            return Scope.counts(reference[point]) && !sets.has(map[point], organ);
        }
    }

    /** Planes, rows and columns of a grid, the ends excluded, that hold an organ in either map. */
    private record Box(Grid image, int top, int bottom, int front, int back, int left, int right) {
        static Box around(Sides first, Sides second, Grid image) {
            int top = image.planes();
            int front = image.rows();
            int left = image.columns();
            int bottom = 0;
            int back = 0;
            int right = 0;
            for (int z = 0, i = 0; z < image.planes(); z++) {
                for (int y = 0; y < image.rows(); y++) {
                    for (int x = 0; x < image.columns(); x++, i++) {
                        if (first.in(i) || second.in(i)) {
                            top = Math.min(top, z);
                            front = Math.min(front, y);
                            left = Math.min(left, x);
                            bottom = z + 1;
                            back = Math.max(back, y + 1);
                            right = Math.max(right, x + 1);
                        }
                    }
                }
            }
            return new Box(image, top, bottom, front, back, left, right);
        }

        boolean isEmpty() {
            return bottom <= top;
        }

        Grid grid() {
            return new Grid(
                    image.rank() == 2
                            ? List.of(back - front, right - left)
                            : List.of(bottom - top, back - front, right - left),
                    image.spacing());
        }

        boolean[] boundary(Sides sides) {
            int row = image.columns();
            int plane = image.rows() * row;
            int planes = image.planes();
            boolean[] boundary = new boolean[grid().voxels()];
            for (int z = top, i = 0; z < bottom; z++) {
                for (int y = front; y < back; y++) {
                    for (int x = left; x < right; x++, i++) {
                        int at = z * plane + y * row + x;
                        boundary[i] = sides.in(at)
                                && (edge(sides, at, x, row, 1)
                                        || edge(sides, at, y, image.rows(), row)
                                        || (planes > 1 && edge(sides, at, z, planes, plane)));
                    }
                }
            }
            return boundary;
        }

        /** Whether one of a point's two neighbours along an axis is outside. */
        private static boolean edge(Sides sides, int at, int place, int size, int stride) {
            return place == 0 || place == size - 1 || sides.out(at - stride) || sides.out(at + stride);
        }
    }
}
