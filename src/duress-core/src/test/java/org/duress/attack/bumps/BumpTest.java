package org.duress.attack.bumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.metric.Displacement;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.IntensityFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BumpTest {
    private static final Raster STILL = new Raster(0, 0, 0, 5);
    private static final int SIZE = 64;
    private static final Grid GRID = Grid.of(SIZE, SIZE);
    private static final BudgetSpec BUDGET = new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5);

    /** Structure on the left half, flat on the right. */
    private static ImageBatch half() {
        float[] pixels = new float[SIZE * SIZE];
        Random random = new Random(2);
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = p % SIZE < SIZE / 2 ? (float) random.nextGaussian() : 0;
        }
        return new ImageBatch(pixels, 1, GRID);
    }

    private static Bump.Place at(double row, double column, double width) {
        return new Bump.Place(List.of(row, column), width, true);
    }

    private static ImageBatch flat() {
        return new ImageBatch(new float[SIZE * SIZE], 1, GRID);
    }

    @Test
    void isAGaussianWhereItIs() {
        Bump bump = new Bump(Effect.DARKER, at(20, 30, 4));
        Perturbation fields = bump.drawn(half(), 2);
        assertThat(fields.deformation()).containsOnly(0);
        assertThat(fields.intensity()[20 * SIZE + 30]).isEqualTo(-2);
        assertThat((double) fields.intensity()[24 * SIZE + 33]).isCloseTo(-2 * Math.exp(-25 / 32.0), within(1e-6));
        assertThat(fields.intensity()[40 * SIZE + 30]).as("beyond its reach").isZero();
    }

    @Test
    void ofSeveralChannelsVIsInAllAlikeOrInOneAlone() {
        ImageBatch images = new ImageBatch(new float[3 * SIZE * SIZE], 1, GRID, 3);
        Bump bump = new Bump(Effect.DARKER, at(20, 30, 4));
        int at = 3 * (20 * SIZE + 30);
        assertThat(Arrays.copyOfRange(bump.drawn(images, 2).intensity(), at, at + 3))
                .containsExactly(-2, -2, -2);
        assertThat(Arrays.copyOfRange(bump.in(1).drawn(images, 2).intensity(), at, at + 3))
                .containsExactly(0, -2, 0);
        Bump move = new Bump(Effect.FROM_LEFT, at(20, 30, 4));
        assertThat(move.in(1).drawn(images, 2).deformation())
                .isEqualTo(move.drawn(images, 2).deformation());
    }

    /** Of those over the whole image each is there for all channels and for each; of the others half are for one. */
    @Test
    void channelsAreTriedAlikeAndAloneUnlessTheyShare() {
        ImageBatch images = new ImageBatch(new float[2 * SIZE * SIZE], 1, GRID, 2);
        List<Bump> own = new BumpSet(new Budget(BUDGET), images, STILL).shades(128, List.of());
        assertThat(own).hasSizeBetween(120, 128);
        assertThat(own.stream().filter(bump -> !bump.place().fades()).map(Bump::channel))
                .hasSize(24)
                .containsSubsequence(-1, 0, 1);
        for (int channel = 0; channel < 2; channel++) {
            int alone = channel;
            assertThat(own.stream().filter(bump -> bump.place().fades() && bump.channel() == alone))
                    .hasSizeBetween(20, 30);
        }
        List<Bump> shared =
                new BumpSet(new Budget(BUDGET, IntensityFields.SHARED), images, STILL).shades(128, List.of());
        assertThat(shared).allMatch(bump -> bump.channel() == -1);
        assertThat(shared.stream().filter(bump -> !bump.place().fades())).hasSize(8);
    }

    /** A point one width to the right and two down moves that far away from the middle, faded. */
    @Test
    void whatItDoesIsInUnitsOfItsWidth() {
        Perturbation fields = new Bump(Effect.SMALLER, at(20, 30, 4)).drawn(half(), 1);
        assertThat(fields.intensity()).containsOnly(0);
        int at = 2 * (28 * SIZE + 34);
        double fading = Math.exp(-(1 + 4) / 2.0);
        assertThat((double) fields.deformation()[at]).isCloseTo(fading, within(1e-6));
        assertThat((double) fields.deformation()[at + 1]).isCloseTo(2 * fading, within(1e-6));
    }

    @Test
    void oneOfTheWholeImageGoesOnToItsBorder() {
        Perturbation fields = new Bump(Effect.RIGHT_BRIGHTER, Bump.Place.whole(half())).drawn(half(), 1);
        assertThat((double) fields.intensity()[0]).isCloseTo(-31.5 / 32, within(1e-6));
        assertThat((double) fields.intensity()[SIZE * SIZE - 1]).isCloseTo(31.5 / 32, within(1e-6));
    }

    @Test
    void fillsItsShareOfTheBudget() {
        Budget budget = new Budget(BUDGET);
        Bump.Place place = at(20, 20, 3.5);
        for (double share : new double[] {1, 0.5}) {
            Perturbation bright = new Bump(Effect.BRIGHTER, place, share).fields(half(), budget);
            assertThat(budget.spent(half(), bright, 0)).isCloseTo(share, within(0.01));
            assertThat(budget.project(half(), bright)).isSameAs(bright);
            Perturbation moved = new Bump(Effect.FROM_BELOW, place, share).fields(half(), budget);
            assertThat(budget.spent(half(), moved, 0)).isCloseTo(share, within(0.01));
            assertThat(budget.project(half(), moved)).isSameAs(moved);
        }
    }

    /** Wherever a raster is moved to, it covers the image as evenly. */
    @Test
    void rastersOfOtherSeedsLieElsewhereAndInside() {
        List<Bump.Place> one = Raster.moved(1).inside(24, Grid.of(32, 96), 3);
        List<Bump.Place> other = Raster.moved(2).inside(24, Grid.of(32, 96), 3);
        assertThat(one).hasSize(24).doesNotContainAnyElementsOf(other);
        assertThat(Raster.moved(1).inside(24, Grid.of(32, 96), 3)).isEqualTo(one);
        for (List<Bump.Place> places : List.of(one, other)) {
            assertThat(places).allSatisfy(place -> {
                assertThat(place.middle().get(0)).isBetween(-0.5, 31.5);
                assertThat(place.middle().get(1)).isBetween(-0.5, 95.5);
            });
            assertThat(places.stream().filter(place -> place.middle().get(1) < 47.5))
                    .hasSizeBetween(10, 14);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 24, 96})
    void aRasterHasAsManyPlacesAsWereAskedForEvenlyOverTheImage(int count) {
        List<Bump.Place> places = STILL.inside(count, Grid.of(32, 96), 3);
        assertThat(places).hasSize(count).doesNotHaveDuplicates();
        assertThat(places).allSatisfy(place -> {
            assertThat(place.middle().get(0)).isBetween(-0.5, 31.5);
            assertThat(place.middle().get(1)).isBetween(-0.5, 95.5);
        });
        if (count == 96) {
            // Every square of 16 pixels has its share, 8 of 96, or nearly.
            for (int square = 0; square < 12; square++) {
                int row = square / 6;
                int column = square % 6;
                assertThat(places.stream()
                                .filter(place -> (int) (place.middle().get(0) / 16) == row
                                        && (int) (place.middle().get(1) / 16) == column))
                        .hasSizeBetween(4, 12);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 48, 192})
    void aSetHasAsManyBumpsAsMayBeAndLargeOnesAmongThem(int most) {
        BumpSet set = new BumpSet(new Budget(BUDGET), half(), STILL);
        for (List<Bump> bumps : List.of(set.shades(most / 2, List.of()), set.moves(most / 2, true, List.of()))) {
            // Fewer where some that D has for a place would change next to nothing.
            assertThat(bumps).hasSizeBetween(most * 13 / 32, most / 2).doesNotHaveDuplicates();
            assertThat(bumps.stream().filter(bump -> !bump.place().fades()).count())
                    .isBetween(4L, (long) most / 4);
            assertThat(bumps.stream()
                            .filter(bump -> bump.place().fades())
                            .map(Bump::place)
                            .distinct())
                    .hasSizeGreaterThanOrEqualTo(most / 16);
        }
    }

    @Test
    void theNarrowestAreAboutAsRoughAsTheBudgetLetsThemBe() {
        BumpSet set = new BumpSet(new Budget(BUDGET), half(), STILL);
        Perturbation bright = new Bump(Effect.BRIGHTER, at(32, 32, set.narrowShade())).drawn(half(), 1);
        assertThat(FieldSmoothness.highFrequencyShare(bright.intensity(), Grid.of(SIZE, SIZE)))
                .isBetween(0.2, 0.3);
        assertThat(new BumpSet(new Budget(new BudgetSpec(0.1, 5, 0, 1, 1)), half(), STILL).narrowShade())
                .as("a 24th of the image where anything may be rough")
                .isCloseTo(SIZE / 24.0, within(1e-9));
        // Pulled together as far as 5 pixels, in the middle all but one point.
        Perturbation together = new Bump(
                        Effect.LARGER, at(32, 48, set.narrowMove()).wider(Math.exp(0.5)))
                .fields(flat(), new Budget(BUDGET));
        assertThat(Displacement.longest(together.deformation(), 2)).isCloseTo(5, within(0.1));
    }

    @Test
    void whereTheImageIsFlatNothingIsMoved() {
        List<Bump> moves = new BumpSet(new Budget(BUDGET), half(), STILL).moves(96, false, List.of());
        assertThat(moves.stream().filter(bump -> bump.place().fades()))
                .hasSizeGreaterThan(60)
                .allSatisfy(bump -> assertThat(bump.place().middle().get(1))
                        .isLessThan(SIZE / 2.0 + 2.5 * bump.place().width()));
        assertThat(moves).allSatisfy(bump -> {
            Perturbation fields = bump.fields(half(), new Budget(BUDGET));
            float[] moved = org.duress.attack.Warp.perturb(half(), fields).pixels();
            assertThat(Perceptibility.of(half().pixels(), moved)).isGreaterThan(0.001);
        });
    }
}
