package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;

class SurfaceDistanceTest {
    private static final OrganSets SETS = OrganSets.exclusive(2);
    private static final int SIZE = 12;

    /**
     * A square of 3 x 3 has 8 boundary pixels. Moved right by one column it keeps 4 of them (two above, two below), and
     * of either square 4 are one column off: 3 at the outer side, and the middle of the inner one, whose nearest is 1
     * row or 1 column away.
     */
    @Test
    void aMovedSquareByHand() {
        SurfaceDistance surface = new SurfaceDistance();

        surface.add(square(4, 5, 3), square(4, 4, 3), SETS, 1, grid(SIZE, SIZE, 3, 1.5));

        assertThat(surface.hd95()).isEqualTo(1.5);
        assertThat(surface.surfaceDice(1.4)).isEqualTo(0.5);
        assertThat(surface.surfaceDice(1.5)).isEqualTo(1);
    }

    /** Two single pixels, 3 rows of 2 mm and 4 columns of 2 mm apart: 10 mm, both ways. */
    @Test
    void pixelsApartByHand() {
        SurfaceDistance surface = new SurfaceDistance();

        surface.add(square(1, 1, 1), square(4, 5, 1), SETS, 1, grid(SIZE, SIZE, 2, 2));

        assertThat(surface.hd95()).isEqualTo(10);
        assertThat(surface.surfaceDice(9.99)).isZero();
        assertThat(surface.surfaceDice(10)).isEqualTo(1);
    }

    /**
     * Two pixels on the first slice 1 apart, two on the second 3 apart: 1, 1, 3, 3; the place 2.85 lies between 3
     * and 3.
     */
    @Test
    void slicesArePooled() {
        SurfaceDistance surface = new SurfaceDistance();
        surface.add(square(1, 1, 1), square(1, 2, 1), SETS, 1, grid(SIZE, SIZE, 1, 1));
        surface.add(square(1, 1, 1), square(1, 4, 1), SETS, 1, grid(SIZE, SIZE, 1, 1));

        assertThat(surface.hd95()).isEqualTo(3);
        assertThat(surface.surfaceDice(SurfaceDistance.TOLERANCE)).isEqualTo(0.5);
    }

    /** A pixel against the same and one 2 away: 0, 0, 2; the place is 1.9 of 2, so 0 + 0.9 * 2. */
    @Test
    void thePercentileIsLinearBetweenOrderStatistics() {
        byte[] two = square(3, 3, 1);
        two[3 * SIZE + 5] = 1;
        SurfaceDistance surface = new SurfaceDistance();

        surface.add(two, square(3, 3, 1), SETS, 1, grid(SIZE, SIZE, 1, 1));

        assertThat(surface.hd95()).isCloseTo(1.8, within(1e-12));
        assertThat(surface.surfaceDice(1)).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void aLostOrganIsADiagonalAway() {
        SurfaceDistance lost = new SurfaceDistance();
        SurfaceDistance invented = new SurfaceDistance();
        lost.add(new byte[SIZE * SIZE], square(4, 4, 3), SETS, 1, grid(SIZE, SIZE, 3, 4));
        invented.add(square(4, 4, 3), new byte[SIZE * SIZE], SETS, 1, grid(SIZE, SIZE, 3, 4));

        assertThat(lost.hd95()).isEqualTo(60);
        assertThat(invented.hd95()).isEqualTo(60);
        assertThat(lost.surfaceDice(SurfaceDistance.TOLERANCE)).isZero();
    }

    @Test
    void neitherShowingTheOrganIsNotCounted() {
        SurfaceDistance surface = new SurfaceDistance();
        surface.add(square(4, 4, 3), square(4, 4, 3), SETS, 2, grid(SIZE, SIZE, 1, 1));

        assertThat(surface.hd95()).isNaN();
        assertThat(surface.surfaceDice(2)).isNaN();

        surface.add(square(4, 4, 3), square(4, 4, 3), SETS, 1, grid(SIZE, SIZE, 1, 1));
        assertThat(surface.hd95()).isZero();
        assertThat(surface.surfaceDice(0)).isEqualTo(1);
    }

    /** The organ that fills the image: its edge is its boundary, so one pixel is missed by one row at the corner. */
    @Test
    void beyondTheImageIsOutside() {
        byte[] full = square(0, 0, SIZE);
        SurfaceDistance surface = new SurfaceDistance();

        surface.add(full, square(1, 1, SIZE - 2), SETS, 1, grid(SIZE, SIZE, 1, 1));

        // 44 + 36 boundary pixels; all are 1 away but the four corners, sqrt(2).
        assertThat(surface.surfaceDice(0.99)).isZero();
        assertThat(surface.surfaceDice(1)).isEqualTo(76.0 / 80);
    }

    @Test
    void isWhatAllPairsGive() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            int height = 1 + random.nextInt(14);
            int width = 1 + random.nextInt(14);
            double row = 0.3 + 3 * random.nextDouble();
            double column = 0.3 + 3 * random.nextDouble();
            byte[] prediction = mask(random, height * width);
            byte[] reference = mask(random, height * width);
            SurfaceDistance surface = new SurfaceDistance();
            surface.add(prediction, reference, SETS, 1, grid(height, width, row, column));

            List<Double> distances = new ArrayList<>(pairs(prediction, reference, height, width, row, column));
            distances.addAll(pairs(reference, prediction, height, width, row, column));
            Collections.sort(distances);

            if (distances.isEmpty()) {
                assertThat(surface.hd95()).isNaN();
                continue;
            }
            double place = 0.95 * (distances.size() - 1);
            double low = distances.get((int) place);
            double high = distances.get((int) Math.ceil(place));
            assertThat(surface.hd95()).isCloseTo(low + (place - (int) place) * (high - low), within(1e-9));
            double tolerance = 2.0001;
            double share =
                    (double) distances.stream().filter(d -> d <= tolerance).count() / distances.size();
            assertThat(surface.surfaceDice(tolerance)).isCloseTo(share, within(1e-12));
        }
    }

    @Test
    void aSpacingThatIsUnknownIsRefused() {
        assertThatThrownBy(
                        () -> new SurfaceDistance().add(new byte[4], new byte[4], SETS, 1, grid(2, 2, Double.NaN, 1)))
                .hasMessage("a spacing of NaN x 1 gives no distances; give 1 x 1 for pixels");
        assertThatThrownBy(() -> new SurfaceDistance().add(new byte[4], new byte[6], SETS, 1, grid(2, 2, 1, 1)))
                .hasMessage("label maps of 4 and 6 pixels are not 2 x 2");
    }

    private static Grid grid(int height, int width, double row, double column) {
        return Grid.of(height, width).spaced(row, column);
    }

    private static byte[] square(int top, int left, int side) {
        byte[] map = new byte[SIZE * SIZE];
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                map[y * SIZE + x] = 1;
            }
        }
        return map;
    }

    private static byte[] mask(Random random, int pixels) {
        double density = random.nextInt(4) / 3.0;
        byte[] map = new byte[pixels];
        for (int i = 0; i < pixels; i++) {
            map[i] = (byte) (random.nextDouble() < density ? 1 : 2);
        }
        return map;
    }

    private static List<Double> pairs(byte[] from, byte[] to, int height, int width, double row, double column) {
        List<Double> nearest = new ArrayList<>();
        for (int i = 0; i < from.length; i++) {
            if (!boundary(from, i, height, width)) {
                continue;
            }
            double best = Math.hypot(height * row, width * column);
            for (int j = 0; j < to.length; j++) {
                if (boundary(to, j, height, width)) {
                    int rows = i / width - j / width;
                    int columns = i % width - j % width;
                    best = Math.min(best, Math.hypot(rows * row, columns * column));
                }
            }
            nearest.add(best);
        }
        return nearest;
    }

    private static boolean boundary(byte[] map, int i, int height, int width) {
        return map[i] == 1
                && !(organ(map, i / width - 1, i % width, height, width)
                        && organ(map, i / width + 1, i % width, height, width)
                        && organ(map, i / width, i % width - 1, height, width)
                        && organ(map, i / width, i % width + 1, height, width));
    }

    private static boolean organ(byte[] map, int y, int x, int height, int width) {
        return y >= 0 && x >= 0 && y < height && x < width && map[y * width + x] == 1;
    }
}
