package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;

/**
 * Metrics of volumes, held against numbers of SciPy and NumPy, which {@code src/test/python/volume_metrics.py} prints,
 * against all pairs of points, and by hand.
 */
class VolumeMetricsTest {
    private static final OrganSets SETS = OrganSets.exclusive(1);
    private static final Grid GRID = Grid.of(12, 19, 23).spaced(2.5, 0.75, 1);
    private static final Grid WAVES = Grid.of(12, 40, 50);

    /** A value at a place of a volume. */
    private interface Formula {
        double at(int z, int y, int x);
    }

    @Test
    void surfacesAreThoseOfSciPy() {
        SurfaceDistance spaced = new SurfaceDistance();
        spaced.add(answer(), label(), SETS, 1, GRID);
        assertThat(spaced.hd95()).isCloseTo(3.377957131782043, within(1e-9));
        assertThat(spaced.surfaceDice(2)).isCloseTo(0.691437802907916, within(1e-12));

        SurfaceDistance unit = new SurfaceDistance();
        unit.add(answer(), label(), SETS, 1, GRID.unit());
        assertThat(unit.hd95()).isCloseTo(2.4873834809794877, within(1e-9));
        assertThat(unit.surfaceDice(2)).isCloseTo(0.8788368336025848, within(1e-12));
    }

    @Test
    void theDistanceTransformIsThatOfAllPairs() {
        Random random = new Random(11);
        for (int trial = 0; trial < 200; trial++) {
            Grid grid = Grid.of(1 + random.nextInt(6), 1 + random.nextInt(7), 1 + random.nextInt(8))
                    .spaced(0.3 + 3 * random.nextDouble(), 0.3 + random.nextDouble(), 0.3 + 2 * random.nextDouble());
            boolean[] seeds = new boolean[grid.voxels()];
            int count = random.nextInt(6);
            for (int k = 0; k < count; k++) {
                seeds[random.nextInt(seeds.length)] = true;
            }

            double[] distances = DistanceTransform.of(seeds, grid);

            for (int i = 0; i < seeds.length; i++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (int j = 0; j < seeds.length; j++) {
                    nearest = seeds[j] ? Math.min(nearest, distance(grid, i, j)) : nearest;
                }
                if (Double.isInfinite(nearest)) {
                    assertThat(distances[i]).isInfinite();
                } else {
                    assertThat(distances[i]).isCloseTo(nearest, within(1e-12));
                }
            }
        }
    }

    private static double distance(Grid grid, int i, int j) {
        int columns = grid.columns();
        int plane = grid.rows() * columns;
        double z = (i / plane - j / plane) * grid.spacing(0);
        double y = (i % plane / columns - j % plane / columns) * grid.spacing(1);
        double x = (i % columns - j % columns) * grid.spacing(2);
        return Math.sqrt(z * z + y * y + x * x);
    }

    /**
     * A cube of 3 x 3 x 3 has 26 surface voxels and one inside. Moved by one plane of 2 mm, each of the nine at its far
     * side is one plane off, and so is the middle of the near side of the other, whose nearest is 1 mm away in its
     * plane; and the same the other way round. The eight others of each near side, and the eight of the middle plane,
     * lie on both.
     */
    @Test
    void aMovedCubeByHand() {
        SurfaceDistance surface = new SurfaceDistance();
        Grid grid = Grid.of(8, 7, 7).spaced(2, 1, 1);

        surface.add(cube(grid, 3), cube(grid, 2), SETS, 1, grid);

        assertThat(surface.surfaceDice(0)).isEqualTo(32 / 52.0);
        assertThat(surface.surfaceDice(1)).isEqualTo(34 / 52.0);
        assertThat(surface.surfaceDice(2)).isEqualTo(1);
        assertThat(surface.hd95()).isEqualTo(2);
    }

    /** 8 planes of 2 mm, 7 rows and columns of 1: sqrt(256 + 98). */
    @Test
    void aLostOrganIsADiagonalOfTheVolumeAway() {
        SurfaceDistance surface = new SurfaceDistance();
        Grid grid = Grid.of(8, 7, 7).spaced(2, 1, 1);

        surface.add(new byte[grid.voxels()], cube(grid, 3), SETS, 1, grid);

        assertThat(surface.hd95()).isCloseTo(Math.sqrt(354), within(1e-12));
    }

    /** Of a volume of one plane the surface is the boundary in it, not the whole organ. */
    @Test
    void aVolumeOfOnePlaneIsItsSlice() {
        Grid slice = Grid.of(19, 23).spaced(0.75, 1);
        Grid volume = Grid.of(1, 19, 23).spaced(4, 0.75, 1);
        byte[] reference = Arrays.copyOfRange(label(), 6 * slice.voxels(), 7 * slice.voxels());
        byte[] prediction = Arrays.copyOfRange(answer(), 6 * slice.voxels(), 7 * slice.voxels());
        SurfaceDistance two = new SurfaceDistance();
        two.add(prediction, reference, SETS, 1, slice);
        SurfaceDistance three = new SurfaceDistance();
        three.add(prediction, reference, SETS, 1, volume);
        assertThat(three.hd95()).isEqualTo(two.hd95());
        assertThat(three.surfaceDice(1)).isEqualTo(two.surfaceDice(1)).isBetween(0.1, 0.9);

        float[] clean = Arrays.copyOf(pattern(), slice.voxels());
        float[] attacked = Arrays.copyOf(changed(), slice.voxels());
        assertThat(Ssim.of(clean, attacked, volume)).isEqualTo(Ssim.of(clean, attacked, slice));
        assertThat(FieldSmoothness.lowPass(attacked, volume.unit()))
                .isEqualTo(FieldSmoothness.lowPass(attacked, slice));
    }

    @Test
    void similarityIsThatOfSciPy() {
        assertThat(Ssim.of(pattern(), changed(), GRID)).isCloseTo(0.9524536661301043, within(1e-9));
        assertThat(Ssim.of(pattern(), pattern(), GRID)).isEqualTo(1);
    }

    /** In planes alone nothing changes but which plane lies where; only the window between the planes sees it. */
    @Test
    void similaritySeesWhatHappensBetweenPlanes() {
        Grid grid = Grid.of(16, 4, 4);
        float[] clean = values(grid, (z, y, x) -> z % 2);
        float[] swapped = values(grid, (z, y, x) -> (z + 1) % 2);
        assertThat(Ssim.of(clean, swapped, grid)).isLessThan(-0.8);
    }

    @Test
    void roughnessIsThatOfTheFourierTransform() {
        float[] field = field();
        assertThat(FieldSmoothness.highFrequencyShare(field, WAVES.spaced(2.5, 0.75, 1)))
                .isCloseTo(0.2759519162255398, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(field, WAVES)).isCloseTo(0.6793351936770089, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(field, WAVES.unit())).isCloseTo(0.6793351936770089, within(1e-9));
        // Along the rows every wave is longer than 16 mm, also the one from row to row.
        assertThat(FieldSmoothness.highFrequencyShare(field, WAVES.spaced(1, 12.5, 1)))
                .isCloseTo(0.5769923088458951, within(1e-9));
    }

    /** The line of volumes is in millimetres: 16 of the finest spacing. */
    @Test
    void theLineIsInMillimetresAlongEveryAxis() {
        Grid grid = Grid.of(8, 4, 64);
        // 4 planes of 2 mm: 8 mm; 4 planes of 5 mm: 20 mm; 16 columns of 1 mm.
        float[] fromPlaneToPlane = values(grid, (z, y, x) -> Math.cos(Math.PI / 2 * z));
        float[] fromColumnToColumn = values(grid, (z, y, x) -> Math.cos(Math.PI / 8 * x));
        assertThat(FieldSmoothness.highFrequencyShare(fromPlaneToPlane, grid)).isCloseTo(1, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(fromPlaneToPlane, grid.spaced(2, 1, 1)))
                .isCloseTo(1, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(fromPlaneToPlane, grid.spaced(4, 1, 1)))
                .isCloseTo(0, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(fromColumnToColumn, grid.spaced(5, 1, 1)))
                .isCloseTo(0, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(fromColumnToColumn, grid.spaced(5, 1.5, 1.1)))
                .isCloseTo(0, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(fromColumnToColumn, grid.spaced(5, 0.9, 1)))
                .as("16 mm, where the line is at 14.4")
                .isCloseTo(0, within(1e-9));
        assertThat(FieldSmoothness.highFrequencyShare(fromColumnToColumn, grid.spaced(5, 1.5, 0.9)))
                .isCloseTo(0, within(1e-9));
        assertThat(FieldSmoothness.lineMillimetres(grid.spaced(5, 1.5, 0.9))).isEqualTo(14.4);
        assertThat(FieldSmoothness.lineMillimetres(grid)).isNaN();
        assertThat(FieldSmoothness.lineMillimetres(Grid.of(4, 64).spaced(1, 1))).isNaN();
    }

    @Test
    void theLowPassLeavesExactlyWhatTheShareCounts() {
        for (Grid grid : new Grid[] {WAVES, WAVES.spaced(2.5, 0.75, 1), WAVES.spaced(1, 12.5, 1)}) {
            float[] field = field();
            double[] low = FieldSmoothness.lowPass(field, grid);
            float[] slow = new float[field.length];
            float[] fast = new float[field.length];
            double[] mean = new double[2];
            for (int i = 0; i < field.length; i++) {
                slow[i] = (float) low[i];
                fast[i] = (float) (field[i] - low[i]);
                mean[i % 2] += 2.0 * field[i] / field.length;
            }
            double total = 0;
            double rest = 0;
            for (int i = 0; i < field.length; i++) {
                total += (field[i] - mean[i % 2]) * (field[i] - mean[i % 2]);
                rest += (double) fast[i] * fast[i];
            }
            assertThat(FieldSmoothness.highFrequencyShare(field, grid)).isCloseTo(rest / total, within(1e-6));
            assertThat(FieldSmoothness.highFrequencyShare(fast, grid)).isCloseTo(1, within(1e-6));
            assertThat(FieldSmoothness.highFrequencyShare(slow, grid)).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void theLargestGradientIsAlongAnyAxis() {
        Grid grid = Grid.of(2, 2, 2);
        assertThat(FieldSmoothness.largestGradient(new float[] {0, 1, 2, 3, 7, 7, 7, 7}, grid))
                .as("from plane to plane")
                .isEqualTo(7);
        assertThat(FieldSmoothness.largestGradient(new float[] {0, 1, 5, 5, 0, 1, 5, 5}, grid))
                .as("from row to row")
                .isEqualTo(5);
        assertThat(FieldSmoothness.largestGradient(new float[] {0, 3, 0, 3, 0, 3, 0, 3}, grid))
                .as("from column to column")
                .isEqualTo(3);
    }

    /**
     * In voxels (6, -6, 0) is the longest; with planes of 2 mm it is (0, 0, 6.5), 13 mm; with columns of 3 mm (6, -6,
     * 0) again, 18 and 6 mm.
     */
    @Test
    void displacementsHaveThreeComponents() {
        float[] deformation = {2, 3, 6, 0, 0, 6.5f, 6, -6, 0};
        assertThat(Displacement.longest(deformation, 3)).isCloseTo(Math.sqrt(72), within(1e-12));
        Grid grid = Grid.of(3, 1, 1);
        assertThat(Displacement.longestMillimetres(deformation, grid.spaced(2, 0.5, 0.5)))
                .isCloseTo(13, within(1e-12));
        assertThat(Displacement.longestMillimetres(deformation, grid.spaced(0.1, 1, 3)))
                .isCloseTo(Math.sqrt(18 * 18 + 36), within(1e-12));
        assertThat(Displacement.longestMillimetres(deformation, grid.spaced(Double.NaN, 1, 1)))
                .isNaN();
    }

    private static byte[] label() {
        return mask((z, y, x) -> 4 * square(z - 6) + square(y - 9) + square(x - 11) <= 49 ? 1 : 0);
    }

    private static byte[] answer() {
        return mask((z, y, x) -> 4 * square(z - 5) + square(y - 11) + square(x - 10) <= 40
                        || (31 * z + 17 * y + 13 * x + 7 * x * y * z) % 127 == 0
                ? 1
                : 0);
    }

    private static float[] pattern() {
        return values(GRID, (z, y, x) -> ((7 * z + 3 * y + 5 * x + y * z) % 11 - 5) * 0.25);
    }

    private static float[] changed() {
        return values(
                GRID,
                (z, y, x) ->
                        ((7 * z + 3 * y + 5 * x + y * z) % 11 - 5) * 0.25 + ((5 * z + 2 * y + 3 * x) % 7 - 3) * 0.125);
    }

    private static float[] field() {
        float[] first =
                values(WAVES, (z, y, x) -> ((z * z + 3 * y * x) % 13 - 6) * 0.125 + (z - 5) * 0.5 + (y % 29) * 0.25);
        float[] second = values(
                WAVES,
                (z, y, x) -> ((5 * z + 2 * y + x * x) % 17 - 8) * 0.25 + Math.abs(x - 20) * 0.125 + z * y * 0.0625);
        float[] field = new float[2 * first.length];
        for (int i = 0; i < first.length; i++) {
            field[2 * i] = first[i];
            field[2 * i + 1] = second[i];
        }
        return field;
    }

    private static double square(double value) {
        return value * value;
    }

    private static byte[] cube(Grid grid, int top) {
        byte[] map = new byte[grid.voxels()];
        for (int z = top; z < top + 3; z++) {
            for (int y = 2; y < 5; y++) {
                for (int x = 2; x < 5; x++) {
                    map[(z * grid.rows() + y) * grid.columns() + x] = 1;
                }
            }
        }
        return map;
    }

    private static byte[] mask(Formula formula) {
        float[] values = values(GRID, formula);
        byte[] mask = new byte[values.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) values[i];
        }
        return mask;
    }

    private static float[] values(Grid grid, Formula formula) {
        float[] values = new float[grid.voxels()];
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (int y = 0; y < grid.rows(); y++) {
                for (int x = 0; x < grid.columns(); x++, i++) {
                    values[i] = (float) formula.at(z, y, x);
                }
            }
        }
        return values;
    }
}
