package org.duress.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.IntensityScale;
import org.duress.data.PhantomGenerator;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.spec.ShiftKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShiftedTest {
    private static final Subject PHANTOM =
            PhantomGenerator.generate(1, 3, 60, 64, 5).subjects().get(0);
    private static final Subject VOLUME =
            PhantomGenerator.volumes(1, 6, 32, 32, 5).subjects().get(0);

    private static Subject of(ShiftKind kind) {
        return switch (kind) {
            case THICKNESS -> VOLUME;
            // Of pixels of 6 mm a blur of 0.4 mm leaves everything as it is.
            case BLUR -> new Subject("fine", List.of(finer(PHANTOM.slices().get(1))));
            case LOST_CHANNEL ->
                new Subject("two", List.of(twoChannels(PHANTOM.slices().get(1))));
            default -> PHANTOM;
        };
    }

    private static Slice finer(Slice slice) {
        return new Slice("fine", slice.grid().spaced(1, 1), slice.image(), slice.classes(), slice.scales());
    }

    private static Slice twoChannels(Slice slice) {
        float[] grey = slice.image();
        float[] both = new float[2 * grey.length];
        for (int p = 0; p < grey.length; p++) {
            both[2 * p] = grey[p];
            both[2 * p + 1] = -grey[p];
        }
        IntensityScale scale = slice.scales().get(0);
        return new Slice("two", slice.grid(), both, slice.classes(), List.of(scale, scale));
    }

    private static Shifted shifted(Subject subject, ShiftKind kind, int severity) {
        return Shifted.of(subject.slices(), subject.id(), 0, kind, severity, 7);
    }

    private static double distance(Subject subject, Shifted shifted) {
        float[] all = org.duress.model.ImageBatch.of(subject.slices()).pixels();
        return IntStream.range(0, all.length)
                .mapToDouble(p -> Math.abs(all[p] - shifted.images().pixels()[p]))
                .sum();
    }

    @ParameterizedTest
    @EnumSource(ShiftKind.class)
    void moreIsFurtherFromTheCleanImage(ShiftKind kind) {
        Subject subject = of(kind);
        double[] away = IntStream.rangeClosed(1, 5)
                .mapToDouble(severity -> distance(subject, shifted(subject, kind, severity)))
                .toArray();
        assertThat(away[0]).isPositive();
        assertThat(away).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(ShiftKind.class)
    void theSameSeedShiftsAlikeWhateverASliceIsAskedWith(ShiftKind kind) {
        Subject subject = of(kind);
        int last = subject.slices().size() - 1;
        Shifted together = shifted(subject, kind, 3);
        Shifted alone = Shifted.of(subject.slices().subList(last, last + 1), subject.id(), last, kind, 3, 7);
        assertThat(alone.images().pixels())
                .isEqualTo(together.images().one(last).pixels());
        assertThat(alone.labels().get(0)).isEqualTo(together.labels().get(last));
    }

    @ParameterizedTest
    @EnumSource(
            value = ShiftKind.class,
            names = {"THICKNESS", "LOST_CHANNEL", "ROTATION", "SCALING", "TRANSLATION"},
            mode = EnumSource.Mode.EXCLUDE)
    void aVolumeOfOnePlaneIsASlice(ShiftKind kind) {
        Slice slice = PHANTOM.slices().get(1);
        Grid grid = new Grid(
                List.of(1, slice.grid().rows(), slice.grid().columns()),
                List.of(5.0, slice.grid().spacing(0), slice.grid().spacing(1)));
        Slice volume = new Slice("v", grid, slice.image(), slice.classes(), slice.scales());
        assertThat(Shifted.of(List.of(volume), "p", 0, kind, 4, 7).images().pixels())
                .isEqualTo(
                        Shifted.of(List.of(slice), "p", 0, kind, 4, 7).images().pixels());
    }

    /** An image that is its own label map moves as the labels do, but for the pixels at edges. */
    @ParameterizedTest
    @EnumSource(
            value = ShiftKind.class,
            names = {"ROTATION", "SCALING", "TRANSLATION"})
    void labelsMoveWithTheImage(ShiftKind kind) {
        Slice phantom = PHANTOM.slices().get(1);
        byte[] classes = phantom.classes();
        float[] image = new float[classes.length];
        for (int p = 0; p < image.length; p++) {
            image[p] = classes[p];
        }
        Slice map = new Slice("map", phantom.grid(), image, classes, phantom.scales());
        Shifted shifted = Shifted.of(List.of(map), "p", 0, kind, 5, 7);
        byte[] labels = shifted.labels().get(0);
        assertThat(labels).isNotEqualTo(classes);
        long wrong = IntStream.range(0, labels.length)
                .filter(p -> Math.abs(shifted.images().pixels()[p] - labels[p]) > 0.5)
                .count();
        assertThat(wrong).isLessThan(labels.length / 20);
    }

    /** By hand: a translation of whole pixels, two columns and one row. */
    @Test
    void aTranslationComesFromWhereItSays() {
        MovingShift.Affine sources = new Translation().sources(3, new Draws(1, 2));
        assertThat(Math.hypot(sources.x(5, -2) - 5, sources.y(5, -2) + 2)).isCloseTo(3, within(1e-12));
        MovingShift.Affine turned = new Rotation().sources(90, new Draws(1, 2));
        assertThat(Math.abs(turned.y(1, 0))).isCloseTo(1, within(1e-12));
        assertThat(turned.x(1, 0)).isCloseTo(0, within(1e-12));
        MovingShift.Affine scaled = new Scaling().sources(1.25, new Draws(1, 2));
        assertThat(scaled.x(10, 0)).isIn(8.0, 12.5);
    }

    /** 40 HU are 40 / deviation: at a dot above everything else, the noise's height tells. */
    @Test
    void hounsfieldUnitsAreHounsfieldUnits() {
        Grid grid = Grid.of(200, 200).spaced(5, 5);
        float[] image = new float[40_000];
        image[0] = -100;
        image[1] = 100;
        Slice slice = new Slice("s", grid, image, new byte[40_000], List.of(new IntensityScale(-80, 20)));
        Shifted noisy = Shifted.of(List.of(slice), "p", 0, ShiftKind.LOW_DOSE, 3, 7);
        double square = 0;
        for (int p = 2; p < 40_000; p++) {
            square += Math.pow(20 * noisy.images().pixels()[p], 2);
        }
        assertThat(Math.sqrt(square / 39_998)).as("HU").isCloseTo(30, within(0.5));
    }

    @Test
    void whatIsOutsideTheFieldOfViewStays() {
        Slice phantom = PHANTOM.slices().get(0);
        byte[] classes = phantom.classes().clone();
        Arrays.fill(classes, 0, 640, Scope.OUTSIDE);
        Slice masked = phantom.labelled(classes);
        for (ShiftKind kind : List.of(ShiftKind.NOISE, ShiftKind.ROTATION)) {
            Shifted shifted = Shifted.of(List.of(masked), "p", 0, kind, 5, 7);
            assertThat(Arrays.copyOf(shifted.images().pixels(), 640)).isEqualTo(Arrays.copyOf(phantom.image(), 640));
            assertThat(Arrays.copyOf(shifted.labels().get(0), 640)).containsOnly(Scope.OUTSIDE);
        }
    }

    @Test
    void aSlabIsTheMeanOfWhatLiesInIt() {
        Grid grid = Grid.of(3, 1, 1).spaced(2, 1, 1);
        Channel channel = new Channel(new float[] {0, 6, 0}, grid, Lengths.of(grid), IntensityScale.NONE, 0, 1);
        // 2 mm + 2 mm: a whole plane and half of each neighbour; at the end half of one.
        assertThat(new Thickness().apply(channel, 2, new Draws(1, 1)))
                .containsExactly(new float[] {2, 3, 2}, within(1e-6f));
    }

    @Test
    void unknownDistancesAreThoseOfAnAbdomen() {
        assertThat(Lengths.of(Grid.of(100, 150))).isEqualTo(new Lengths(2, 2, 2));
        assertThat(Lengths.of(Grid.of(4, 100, 150).spaced(5, 0.5, 0.75))).isEqualTo(new Lengths(5, 0.5, 0.75));
    }

    @Test
    void thereAreFiveSeverities() {
        assertThatThrownBy(() -> shifted(PHANTOM, ShiftKind.NOISE, 6))
                .hasMessage("a severity is a whole number from 1 to 5, not 6");
        assertThat(Shifts.words(ShiftKind.LOW_DOSE, 3)).isEqualTo("low-dose noise of 30 HU");
        assertThat(Shifts.words(ShiftKind.BLUR, 1)).isEqualTo("a blur of 0.4 mm");
    }
}
