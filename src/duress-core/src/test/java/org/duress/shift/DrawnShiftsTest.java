package org.duress.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.spec.ShiftKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shifts that nobody publishes a formula of, by values computed by hand. */
class DrawnShiftsTest {
    private static Channel channel(Grid grid, float... values) {
        return new Channel(values, grid, Lengths.of(grid), IntensityScale.NONE, 0, 1);
    }

    /** Those of the first subject whose sign is such. */
    private static Draws signed(double sign) {
        return IntStream.range(0, 100)
                .mapToObj(i -> Draws.of(7, 1, "p" + i, 0))
                .filter(draws -> draws.sign() == sign)
                .findFirst()
                .orElseThrow();
    }

    /**
     * x cos(2 pi f y / N) of a high f: its line at -f was measured while the patient lay at one place, that at f while
     * he lay at the other, and half of each is left.
     */
    @ParameterizedTest
    @ValueSource(ints = {16, 18})
    void bothEndsOfKSpaceAreOfAPatientWhoLayElsewhere(int rows) {
        int columns = 24;
        double wave = 2 * Math.PI * (rows / 2 - 1) / rows;
        float[] values = new float[rows * columns];
        for (int p = 0; p < values.length; p++) {
            int row = p / columns;
            values[p] = (float) (p % columns * Math.cos(wave * row));
        }
        Draws draws = new Draws(5, 6);
        float[] moved = new Motion().apply(channel(Grid.of(rows, columns).spaced(1, 1), values), 2, draws);
        Random random = draws.ofScan();
        random.nextDouble();
        random.nextDouble();
        double before = 2 * Math.PI * random.nextDouble();
        double after = 2 * Math.PI * random.nextDouble();
        for (int y = 0; y < rows; y++) {
            for (int x = 3; x < columns - 3; x++) {
                double first = (x - 2 * Math.cos(before)) * Math.cos(wave * (y - 2 * Math.sin(before)));
                double second = (x - 2 * Math.cos(after)) * Math.cos(wave * (y - 2 * Math.sin(after)));
                assertThat(moved[y * columns + x])
                        .as("row %d, column %d", y, x)
                        .isCloseTo((float) ((first + second) / 2), within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 0", "0, 5, 3", "4, 5, 2", "2, 4, 0", "0, 4, 2", "3, 4, 1"})
    void theMiddleOfKSpaceIsFrequencyZero(int line, int lines, int place) {
        assertThat(KSpace.place(line, lines)).isEqualTo(place);
    }

    /** Means 0.5, 2.5, 4.5 and 6.5 of two pixels each lie between these: a ramp is the same ramp, up to its ends. */
    @Test
    void largerPixelsLieWhereTheSmallOnesLay() {
        assertThat(new Resolution().apply(channel(Grid.of(1, 8), 0, 1, 2, 3, 4, 5, 6, 7), 2, new Draws(1, 1)))
                .containsExactly(new float[] {0.5f, 1, 2, 3, 4, 5, 6, 6.5f}, within(1e-6f));
    }

    /** From 0 to 10, off by 2: 12 wide, from 1 or from -3. */
    @Test
    void aWindowIsOffOneWayOrTheOther() {
        Channel shown = new Channel(
                new float[] {0, 5, 10}, Grid.of(1, 3), Lengths.of(Grid.of(1, 3)), new IntensityScale(0, 1), 0, 1);
        assertThat(new Window().apply(shown, 2, signed(1)))
                .containsExactly(new float[] {0, 40 / 12f, 90 / 12f}, within(1e-5f));
        assertThat(new Window().apply(shown, 2, signed(-1)))
                .containsExactly(new float[] {30 / 12f, 80 / 12f, 10}, within(1e-5f));
    }

    private static float[] change(IntensityShift shift, double amount) {
        Grid grid = Grid.of(120, 120).spaced(1, 1);
        float[] image = new float[grid.voxels()];
        image[0] = -1000;
        image[1] = 1000;
        Channel channel = new Channel(image, grid, Lengths.of(grid), new IntensityScale(0, 1), 0, 1);
        float[] shifted = shift.apply(channel, amount, new Draws(3, 4));
        return Arrays.copyOfRange(shifted, 2, shifted.length);
    }

    @Test
    void streaksAreBrightAndDarkInTurn() {
        float[] change = change(new Streaks(), 100);
        double least = IntStream.range(0, change.length)
                .mapToDouble(p -> change[p])
                .min()
                .orElseThrow();
        double most = IntStream.range(0, change.length)
                .mapToDouble(p -> change[p])
                .max()
                .orElseThrow();
        assertThat(least).isLessThan(-25);
        assertThat(most).isGreaterThan(25);
    }

    @Test
    void oneDetectorElementOfEightIsOff() {
        float[] change = change(new Ring(), 100);
        double off =
                IntStream.range(0, change.length).filter(p -> change[p] != 0).count() / (double) change.length;
        assertThat(off).isBetween(0.02, 0.4);
        int middle = 59 * 120 - 2;
        for (int x = 1; x < 59; x++) {
            assertThat(change[middle + 59 - x]).as("as far to the left").isEqualTo(change[middle + 60 + x]);
        }
    }

    @Test
    void oneChannelIsLostAndNotAlwaysTheFirst() {
        Grid grid = Grid.of(1, 2);
        int[] lost = new int[2];
        for (int i = 0; i < 20; i++) {
            Draws draws = Draws.of(7, 1, "p" + i, 0);
            for (int c = 0; c < 2; c++) {
                float[] left = new LostChannel()
                        .apply(
                                new Channel(new float[] {1, 3}, grid, Lengths.of(grid), IntensityScale.NONE, c, 2),
                                1,
                                draws);
                lost[c] += left[1] == 1 ? 1 : 0;
            }
        }
        assertThat(lost[0] + lost[1]).isEqualTo(20);
        assertThat(lost[0]).isBetween(1, 19);
    }

    @Test
    void channelsHaveNoiseOfTheirOwn() {
        Grid grid = Grid.of(4, 4);
        Slice slice =
                new Slice("s", grid, new float[32], new byte[16], List.of(IntensityScale.NONE, IntensityScale.NONE));
        float[] noisy = Shifted.of(List.of(slice), "p", 0, ShiftKind.NOISE, 3, 7)
                .images()
                .pixels();
        assertThat(IntStream.range(0, 16).filter(p -> noisy[2 * p] == noisy[2 * p + 1]))
                .isEmpty();
    }

    /** A smooth kernel takes from the noise what its height gives back, however fine the pixels are. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 3})
    void lowDoseIsAsHighOnAnyPixels(double pixel) {
        Grid grid = Grid.of(200, 200).spaced(pixel, pixel);
        float[] image = new float[40_000];
        image[0] = -100;
        image[1] = 100;
        Channel channel = new Channel(image, grid, Lengths.of(grid), new IntensityScale(0, 1), 0, 1);
        float[] noisy = new LowDose().apply(channel, 10, new Draws(1, 2));
        double square = IntStream.range(2, 40_000)
                .mapToDouble(p -> noisy[p] * (double) noisy[p])
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(square)).isCloseTo(10, within(0.5));
    }
}
