package org.duress.gate.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.duress.attack.Perturbation;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Ssim;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Trial;
import org.duress.spec.RealismSpec;
import org.junit.jupiter.api.Test;

class RealismTest {
    private static final int SIZE = 12;
    private static final RealismSpec LIMITS = new RealismSpec(0.5, OptionalDouble.of(5), OptionalDouble.of(3.5));

    private final Slice slice = slice(2, 0.5);

    @Test
    void theCleanImageIsRealistic() {
        Realism realism =
                Realism.of(LIMITS, slice, slice.image().clone(), new float[2 * SIZE * SIZE], Realism.Extent.NONE, 5);
        assertThat(realism.ssim()).isEqualTo(1);
        assertThat(realism.displacementMillimetres()).isZero();
        assertThat(realism.unrealistic()).isEmpty();
    }

    @Test
    void anotherImageIsNot() {
        float[] turned = slice.image().clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] = -turned[i];
        }
        double ssim = Ssim.of(slice.image(), turned, Grid.of(SIZE, SIZE));
        Realism realism = Realism.of(LIMITS, slice, turned, new float[2 * SIZE * SIZE], Realism.Extent.NONE, 100);
        assertThat(realism.ssim()).isEqualTo(ssim).isLessThan(0);
        assertThat(realism.unrealistic())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("SSIM -0.")
                        .endsWith(" below realism.ssim 0.5")
                        .doesNotContain("\n"));
    }

    /** Of a volume D has three components, each in the voxels of its own axis: 2 planes of 3 mm, 3 rows of 0.5 mm. */
    @Test
    void displacementsOfVolumesAreMeasuredAlongThreeAxes() {
        Grid grid = Grid.of(2, 3, 4).spaced(3, 0.5, 1);
        Slice volume = new Slice("v", grid, new float[24], new byte[24]);
        float[] deformation = new float[72];
        deformation[3 * 7 + 1] = 3;
        deformation[3 * 7 + 2] = -2;
        Realism realism = Realism.of(LIMITS, volume, volume.image().clone(), deformation, Realism.Extent.NONE, 5);
        assertThat(realism.displacementMillimetres()).isCloseTo(Math.hypot(6, 1.5), within(1e-12));
        assertThat(realism.unrealistic())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("displacement of 6.1847 mm above"));
    }

    /** One channel that is ruined is not made up for by another that is untouched. */
    @Test
    void ofSeveralChannelsTheLowestSsimCounts() {
        float[] pixels = slice.image();
        float[] two = new float[2 * pixels.length];
        float[] changed = new float[two.length];
        float[] ruined = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            two[2 * i] = pixels[i];
            two[2 * i + 1] = pixels[pixels.length - 1 - i];
            ruined[i] = -two[2 * i + 1];
            changed[2 * i] = two[2 * i];
            changed[2 * i + 1] = ruined[i];
        }
        Slice both =
                new Slice("two", slice.grid(), two, slice.classes(), List.of(IntensityScale.NONE, IntensityScale.NONE));
        float[] second = Channels.one(two, 1, 2);
        Realism realism = Realism.of(LIMITS, both, changed, new float[2 * SIZE * SIZE], Realism.Extent.NONE, 100);
        assertThat(realism.ssim())
                .isEqualTo(Ssim.of(second, ruined, Grid.of(SIZE, SIZE)))
                .isLessThan(0.5);
        assertThat(realism.unrealistic()).isPresent();
        assertThat(Realism.of(LIMITS, both, two.clone(), new float[2 * SIZE * SIZE], Realism.Extent.NONE, 100)
                        .ssim())
                .isEqualTo(1);
    }

    @Test
    void displacementIsInMillimetresOfEachAxis() {
        float[] deformation = new float[2 * SIZE * SIZE];
        deformation[10] = 6;
        deformation[11] = -1;
        // 6 columns of 0.5 mm and 1 row of 2 mm
        Realism realism = Realism.of(LIMITS, slice, slice.image(), deformation, Realism.Extent.NONE, Double.NaN);
        assertThat(realism.displacementMillimetres()).isCloseTo(Math.sqrt(13), within(1e-12));
        assertThat(realism.unrealistic()).contains("displacement of 3.6056 mm above realism.displacement 3.5");
    }

    @Test
    void withoutSpacingNoDisplacementIsRefused() {
        float[] deformation = new float[2 * SIZE * SIZE];
        deformation[10] = 100;
        for (Slice unknown : new Slice[] {slice(Double.NaN, Double.NaN), slice(2, Double.NaN), slice(Double.NaN, 1)}) {
            Realism realism = Realism.of(LIMITS, unknown, slice.image(), deformation, Realism.Extent.NONE, Double.NaN);
            assertThat(realism.displacementMillimetres()).isNaN();
            assertThat(realism.unrealistic()).isEmpty();
        }
    }

    @Test
    void theCriticMayRefuse() {
        float[] still = new float[2 * SIZE * SIZE];
        assertThat(Realism.of(LIMITS, slice, slice.image(), still, Realism.Extent.NONE, 4.9)
                        .unrealistic())
                .contains("critic percentile 4.9000 below realism.critic 5.0");
        assertThat(Realism.of(LIMITS, slice, slice.image(), still, Realism.Extent.NONE, Double.NaN)
                        .unrealistic())
                .isEmpty();
        assertThat(Realism.of(RealismSpec.defaults(), slice, slice.image(), still, Realism.Extent.NONE, 0)
                        .unrealistic())
                .as("no limit was set")
                .isEmpty();
    }

    private static Slice slice(double rowSpacing, double columnSpacing) {
        float[] image = new float[SIZE * SIZE];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.sin(0.7 * i);
        }
        return new Slice("s", Grid.of(SIZE, SIZE).spaced(rowSpacing, columnSpacing), image, new byte[SIZE * SIZE]);
    }

    /** Two slices of a subject from 0 to 8 and from 4 to 16: outside is what is below -0.25 or above 16.25. */
    @Test
    void theCleanRangeIsTheSubjects() {
        Slice first = line(0, 2, 4, 8);
        Slice second = line(4, 6, 8, 16);
        CleanRanges ranges = CleanRanges.of(List.of(new Subject("s", List.of(first, second))));
        Trial trial = trial(first, 0, 0, 0, 0);
        assertThat(ranges.outside(trial, new float[] {-0.25f, 16.25f, 3, 9})).isZero();
        assertThat(ranges.outside(trial, new float[] {-0.26f, 16.3f, 20, 9})).isEqualTo(0.75);
        assertThat(CleanRanges.ALONE.outside(trial, new float[] {0, 0, 8.1f, 8.2f}))
                .as("of a slice without others: above 8.125")
                .isEqualTo(0.25);
    }

    @Test
    void tooManyPointsOutOfRangeDoNotCount() {
        RealismSpec limits = new RealismSpec(-1, OptionalDouble.empty(), OptionalDouble.empty())
                .with(RealismSpec.OUT_OF_RANGE, 0.25);
        assertThat(held(limits, line(0, 2, 4, 8), 0, 0, 0, 1).realism().unrealistic())
                .isEmpty();
        RealismJudge.Scaled back = held(limits, line(0, 2, 8, 8), 0, 0, 1, 1);
        // Scaled back until both lie at 8 + 1/8 at most.
        assertThat(back.scale()).isEqualTo(0.125);
        assertThat(back.realism().outOfRange()).isZero();
    }

    /** A standard deviation of 40 HU: 0.5 of it are 20 HU, and 0.25 of it 10. */
    @Test
    void hounsfieldUnitsAreALimit() {
        Grid grid = Grid.of(1, 4);
        Slice slice = new Slice("s", grid, new float[] {0, 2, 4, 8}, new byte[4], List.of(new IntensityScale(30, 40)));
        RealismSpec limits = new RealismSpec(-1, OptionalDouble.empty(), OptionalDouble.empty())
                .with(RealismSpec.INTENSITY_HU, OptionalDouble.of(10));
        assertThat(trial(slice, 0, -0.5f, 0, 0.25f).largestIntensity()).isEqualTo(20);
        assertThat(held(limits, slice, 0, -0.25f, 0, 0).scale()).isEqualTo(1);
        assertThat(held(limits, slice, 0, -0.5f, 0, 0.25f).scale()).isEqualTo(0.5);
        Trial far = trial(slice, 0, -0.5f, 0, 0);
        assertThat(Realism.of(
                                limits,
                                slice,
                                far.image(),
                                far.deformation(),
                                Realism.Extent.of(far, far.image(), CleanRanges.ALONE),
                                Double.NaN)
                        .unrealistic())
                .contains("|V| of 20.0000 HU above realism.intensityHu 10.0");
    }

    private static Slice line(float... image) {
        return new Slice("s", Grid.of(1, 4), image, new byte[4]);
    }

    /** V of four pixels, no D. */
    private static Trial trial(Slice slice, float... intensity) {
        return new Trial(
                new CleanSlice("s", slice, new byte[4], List.of()),
                new Perturbation(new float[8], intensity, 1, slice.grid(), 1));
    }

    private static RealismJudge.Scaled held(RealismSpec limits, Slice slice, float... intensity) {
        Trial trial = trial(slice, intensity);
        return RealismJudge.of(limits)
                .hold(List.of(trial.clean()), trial.fields())
                .slices()
                .get(0);
    }
}
