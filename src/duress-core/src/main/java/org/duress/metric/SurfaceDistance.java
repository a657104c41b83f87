package org.duress.metric;

import java.util.Map;
import java.util.TreeMap;
import org.duress.base.OrganSets;
import org.duress.base.Scope;

/**
 * In-plane distances between the boundaries of one organ in segmentation and label, pooled over the slices of a
 * subject. Mutable, for one thread.
 *
 * <p>A boundary pixel belongs to the organ and has one of its four neighbours outside it; beyond the image is outside.
 * Pixels that do not count in the label ({@link Scope}) are neither in the organ nor outside it, of either.
 * Each boundary pixel of either gives one distance, that to the nearest boundary pixel of the other. Where a slice
 * shows the organ in only one of the two, each boundary pixel of that one has the distance of the image's diagonal;
 * where in neither, nothing is counted.
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
     * Adds one slice.
     *
     * @param prediction class of each pixel, {@code height * width} row-major
     * @param reference the same shape
     * @param sets which organs a class is
     * @param organ its number, at least 1
     * @param rowSpacing distance of two rows, above 0, mm or (1) pixels
     * @param columnSpacing distance of two columns
     */
    public void add(
            byte[] prediction,
            byte[] reference,
            OrganSets sets,
            int organ,
            int height,
            int width,
            double rowSpacing,
            double columnSpacing) {
        if (prediction.length != height * width || reference.length != height * width) {
            throw new IllegalArgumentException("label maps of " + prediction.length + " and " + reference.length
                    + " pixels are not " + height + " x " + width);
        }
        if (!(rowSpacing > 0 && columnSpacing > 0)) {
            throw new IllegalArgumentException("a spacing of " + rowSpacing + " x " + columnSpacing
                    + " gives no distances; give 1 x 1 for pixels");
        }
        Side[] ofPrediction = sides(prediction, reference, sets, organ);
        Side[] ofReference = sides(reference, reference, sets, organ);
        Box box = Box.around(ofPrediction, ofReference, height, width);
        if (box.isEmpty()) {
            return;
        }
        boolean[] predicted = box.boundary(ofPrediction, height, width);
        boolean[] present = box.boundary(ofReference, height, width);
        // No seed and no query lies outside the box, so the transform need not look there.
        double[] toPredicted = DistanceTransform.of(predicted, box.height(), box.width(), rowSpacing, columnSpacing);
        double[] toPresent = DistanceTransform.of(present, box.height(), box.width(), rowSpacing, columnSpacing);
        double diagonal = Math.hypot(height * rowSpacing, width * columnSpacing);
        for (int i = 0; i < predicted.length; i++) {
            if (predicted[i]) {
                count(Math.min(diagonal, toPresent[i]));
            }
            if (present[i]) {
                count(Math.min(diagonal, toPredicted[i]));
            }
        }
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
     * Normalised surface Dice (Nikolov et al. 2021): the share of all boundary pixels, of both, that are at most the
     * tolerance away from the other boundary. Each pixel counts 1.
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

    /** Of which side of an organ's surface a pixel is; of none where it does not count. */
    private enum Side {
        IN,
        OUT,
        NEITHER
    }

    private static Side[] sides(byte[] map, byte[] reference, OrganSets sets, int organ) {
        Side[] sides = new Side[map.length];
        for (int p = 0; p < sides.length; p++) {
            sides[p] = Scope.counts(reference[p]) ? sets.has(map[p], organ) ? Side.IN : Side.OUT : Side.NEITHER;
        }
        return sides;
    }

    /** Rows top to bottom and columns left to right, the ends excluded, that hold an organ in either map. */
    private record Box(int top, int left, int bottom, int right) {
        static Box around(Side[] first, Side[] second, int height, int width) {
            int top = height;
            int left = width;
            int bottom = 0;
            int right = 0;
            for (int y = 0, i = 0; y < height; y++) {
                for (int x = 0; x < width; x++, i++) {
                    if (first[i] == Side.IN || second[i] == Side.IN) {
                        top = Math.min(top, y);
                        left = Math.min(left, x);
                        bottom = y + 1;
                        right = Math.max(right, x + 1);
                    }
                }
            }
            return new Box(top, left, bottom, right);
        }

        boolean isEmpty() {
            return bottom <= top;
        }

        int height() {
            return bottom - top;
        }

        int width() {
            return right - left;
        }

        boolean[] boundary(Side[] map, int imageHeight, int imageWidth) {
            boolean[] boundary = new boolean[height() * width()];
            for (int y = top, i = 0; y < bottom; y++) {
                for (int x = left; x < right; x++, i++) {
                    int at = y * imageWidth + x;
                    boundary[i] = map[at] == Side.IN
                            && (y == 0
                                    || x == 0
                                    || y == imageHeight - 1
                                    || x == imageWidth - 1
                                    || map[at - imageWidth] == Side.OUT
                                    || map[at - 1] == Side.OUT
                                    || map[at + 1] == Side.OUT
                                    || map[at + imageWidth] == Side.OUT);
                }
            }
            return boundary;
        }
    }
}
