package org.duress.attack.bumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duress.attack.Budget;
import org.duress.attack.CleanAnswers;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Folding;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeBumpTest {
    /** Planes are three times as far apart as rows and columns. */
    private static final Grid GRID = Grid.of(12, 32, 36).spaced(3, 1, 1);

    private static final Budget BUDGET = new Budget(new BudgetSpec(0.1, 3, 0, 0.25, 0.25));
    private static final Raster STILL = new Raster(0, 0, 0, 5);

    private static ImageBatch noise(int channels) {
        return new ImageBatch(FiniteDifferences.gaussian(2, GRID.voxels() * channels), 1, GRID, channels);
    }

    private static int voxel(int plane, int row, int column) {
        return (plane * 32 + row) * 36 + column;
    }

    /** A plane away is three columns away. */
    @Test
    void isAGaussianThatIsRoundInSpace() {
        Bump bump = new Bump(Effect.DARKER, new Bump.Place(List.of(5.0, 20.0, 18.0), 4, true));
        Perturbation fields = bump.drawn(noise(2), 2);
        assertThat(fields.deformation()).containsOnly(0);
        float[] v = fields.intensity();
        assertThat(v[2 * voxel(5, 20, 18)]).isEqualTo(-2);
        assertThat((double) v[2 * voxel(6, 20, 18) + 1]).isCloseTo(-2 * Math.exp(-9 / 32.0), within(1e-6));
        assertThat(v[2 * voxel(6, 20, 18)]).isEqualTo(v[2 * voxel(5, 23, 18)]).isEqualTo(v[2 * voxel(5, 20, 15)]);
        assertThat(v[2 * voxel(11, 20, 18)]).as("18 columns away").isZero();
        assertThat(v[2 * voxel(5, 31, 18)]).as("11 rows away").isNegative();
    }

    /** Of D a component along z is in planes, three times as long as the others. */
    @ParameterizedTest
    @CsvSource({
        "FROM_RIGHT, 1, 0, 0",
        "FROM_ABOVE, 0, -1, 0",
        "FROM_BEHIND, 0, 0, 1",
        "FROM_BEFORE, 0, 0, -1",
        "SMALLER, 1, 2, 3",
        "LARGER, -1, -2, -3",
        "TURNED, 2, -1, 0",
        "TURNED_ABOUT_X, 0, 3, -2",
        "TURNED_BACK_ABOUT_X, 0, -3, 2",
        "TURNED_ABOUT_Y, 3, 0, -1",
        "TURNED_BACK_ABOUT_Y, -3, 0, 1",
        "SHEARED_ALONG_X, 3, 0, 0",
        "SHEARED_BACK_ALONG_Y, 0, -3, 0"
    })
    void movesInAllDirections(Effect effect, double x, double y, double z) {
        Bump bump = new Bump(effect, new Bump.Place(List.of(5.0, 20.0, 18.0), 2, true));
        float[] d = bump.drawn(noise(1), 1).deformation();
        // One width to the right, two down, three back.
        int at = 3 * voxel(7, 24, 20);
        double fading = Math.exp(-(1 + 4 + 9) / 2.0);
        assertThat((double) d[at]).isCloseTo(fading * x, within(1e-7));
        assertThat((double) d[at + 1]).isCloseTo(fading * y, within(1e-7));
        assertThat((double) d[at + 2]).isCloseTo(fading * z / 3, within(1e-7));
    }

    /** A turn leaves the size of everything as it is, and so does a shear; only what is pulled together shrinks. */
    @ParameterizedTest
    @EnumSource(Effect.class)
    void onlyRadialEffectsChangeTheSizeOfThings(Effect effect) {
        if (effect.field() == FieldKind.DEFORMATION) {
            double trace = effect.at(0, 1, 0, 0)
                    - effect.at(0, 0, 0, 0)
                    + effect.at(1, 0, 1, 0)
                    - effect.at(1, 0, 0, 0)
                    + effect.at(2, 0, 0, 1)
                    - effect.at(2, 0, 0, 0);
            assertThat(trace).isEqualTo(effect == Effect.SMALLER ? 3 : effect == Effect.LARGER ? -3 : 0);
        }
    }

    @Test
    void aSliceHasNoEffectsOfTheThirdAxis() {
        Grid slice = Grid.of(8, 8);
        for (List<Effect> effects : List.of(Effect.wholeMoves(slice), Effect.moves(slice))) {
            assertThat(effects)
                    .allSatisfy(effect -> assertThat(effect.at(2, 1, 1, 0)).isEqualTo(0));
        }
        assertThat(Effect.wholeMoves(slice)).hasSize(10);
        assertThat(Effect.wholeShades(slice)).hasSize(8);
        assertThat(Effect.wholeMoves(GRID)).hasSize(20).doesNotHaveDuplicates().containsAll(Effect.moves(GRID));
        assertThat(Effect.wholeShades(GRID)).hasSize(10);
    }

    @Test
    void oneOfTheWholeVolumeGoesOnToItsBorder() {
        // The longest side is of 12 planes, as long as 36 columns.
        float[] v = new Bump(Effect.BACK_BRIGHTER, Bump.Place.whole(noise(1)))
                .drawn(noise(1), 1)
                .intensity();
        assertThat((double) v[0]).isCloseTo(-5.5 * 3 / 18, within(1e-6));
        assertThat(v[voxel(11, 7, 7)]).isEqualTo(-v[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 24, 96, 250})
    void aRasterHasAsManyPlacesAsWereAskedForEvenlyOverTheVolume(int count) {
        for (Raster raster : List.of(STILL, Raster.moved(1), Raster.moved(2))) {
            List<Bump.Place> places = raster.inside(count, GRID, 3);
            assertThat(places).hasSize(count).doesNotHaveDuplicates();
            assertThat(places).allSatisfy(place -> {
                for (int axis = 0; axis < 3; axis++) {
                    assertThat(place.middle().get(axis)).isBetween(-0.5, GRID.size(axis) - 0.5);
                }
            });
            if (count == 96) {
                // Each of eight parts has its share, 12 of 96, or nearly.
                for (int part = 0; part < 8; part++) {
                    boolean back = part % 2 == 0;
                    boolean down = part / 2 % 2 == 0;
                    boolean right = part / 4 == 0;
                    assertThat(places.stream()
                                    .filter(place -> place.middle().get(0) > 5.5 == back
                                            && place.middle().get(1) > 15.5 == down
                                            && place.middle().get(2) > 17.5 == right))
                            .hasSizeBetween(7, 17);
                }
            }
        }
        assertThat(Raster.moved(1).inside(count, GRID, 3))
                .doesNotContainAnyElementsOf(Raster.moved(2).inside(count, GRID, 3));
    }

    @Test
    void theNarrowestAreAboutAsRoughAsTheBudgetLetsThemBe() {
        Grid cube = Grid.of(20, 60, 60).spaced(3, 1, 1);
        ImageBatch image = new ImageBatch(new float[cube.voxels()], 1, cube);
        double narrow = new BumpSet(BUDGET, image, STILL).narrowShade();
        Perturbation bright =
                new Bump(Effect.BRIGHTER, new Bump.Place(List.of(10.0, 30.0, 30.0), narrow, true)).drawn(image, 1);
        assertThat(FieldSmoothness.highFrequencyShare(bright.intensity(), cube)).isBetween(0.2, 0.3);
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 192})
    void aSetHasAsManyBumpsAsMayBe(int most) {
        BumpSet set = new BumpSet(BUDGET, noise(1), STILL);
        for (List<Bump> bumps : List.of(set.shades(most / 2, List.of()), set.moves(most / 2, true, List.of()))) {
            assertThat(bumps).hasSizeBetween(most * 13 / 32, most / 2).doesNotHaveDuplicates();
            assertThat(bumps.stream().filter(bump -> !bump.place().fades()).count())
                    .isBetween(4L, (long) most / 4);
        }
        // Noise changes by what is moved across planes as it does along them, where a plane is no further away.
        ImageBatch cubes = new ImageBatch(noise(1).pixels(), 1, Grid.of(24, 24, 24));
        List<Effect> deep = List.of(Effect.FROM_BEHIND, Effect.FROM_BEFORE);
        assertThat(new BumpSet(BUDGET, cubes, STILL)
                        .moves(most / 2, false, List.of()).stream()
                                .filter(bump -> bump.place().fades())
                                .map(Bump::effect))
                .containsAnyElementsOf(deep);
    }

    @Test
    void everyBumpIsInsideTheBudget() {
        ImageBatch image = noise(1);
        BumpSet set = new BumpSet(BUDGET, image, STILL);
        List<Bump> bumps = new ArrayList<>(set.moves(40, true, List.of()));
        bumps.addAll(set.shades(40, List.of()));
        for (Bump bump : bumps) {
            Perturbation fields = bump.fields(image, BUDGET);
            assertThat(BUDGET.project(image, fields)).isSameAs(fields);
            assertThat(Folding.share(fields.deformation(), GRID)).isZero();
            assertThat(BUDGET.spent(image, fields, 0)).isGreaterThan(0);
        }
    }

    /** A ball of organ, until one place of another plane is brighter: then it is gone, all at once. */
    private static final class Gate implements MadeUpModel {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "gate";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            float[] out = new float[2 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                int own = p % GRID.voxels();
                boolean gone = images.pixels()[p - own + voxel(9, 25, 7)] > 0.5f;
                int plane = own / (32 * 36);
                int row = own / 36 % 32;
                double z = 3 * (plane - 4.0);
                double y = row - 10.0;
                double x = own % 36 - 24.0;
                out[2 * p + (x * x + y * y + z * z < 50 && !gone ? 1 : 0)] = 1;
            }
            return out;
        }
    }

    @Test
    void placesAtAnOrganAreItsMiddleAndItsRimInEachDirection() {
        ImageBatch image = new ImageBatch(new float[GRID.voxels()], 1, GRID);
        List<Bump.Place> places = OrganPlaces.of(new CleanAnswers(new Gate(), image), 0, GRID, 2);
        assertThat(places).hasSize(8);
        double radius = Math.sqrt(50);
        double[][] expected = {
            {4, 10, 24},
            {4, 10, 24 + radius},
            {4, 10, 24 - radius},
            {4, 10 + radius, 24},
            {4, 10 - radius, 24},
            {4 + radius / 3, 10, 24},
            {4 - radius / 3, 10, 24},
            {4, 10, 24}
        };
        for (int k = 0; k < expected.length; k++) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat(places.get(k).middle().get(axis)).isCloseTo(expected[k][axis], within(0.25));
            }
        }
        assertThat(places.get(0).width()).isCloseTo(radius / 2, within(0.15));
        assertThat(places.get(7).width()).isEqualTo(2);
    }

    @Test
    void findsAGateOfAVolume() {
        ImageBatch image = new ImageBatch(new float[GRID.voxels()], 1, GRID);
        Set<FieldKind> both = EnumSet.allOf(FieldKind.class);
        Perturbation found = new BumpAttack(new Gate(), BUDGET, both, 192, OrganLimits.ALIKE)
                .perturb(image, 1, 7)
                .get(0);
        assertThat(Warp.perturb(image, found).pixels()[voxel(9, 25, 7)]).isGreaterThan(0.5f);
        Perturbation none = new BumpAttack(new Gate(), BUDGET.times(0), both, 32, OrganLimits.ALIKE)
                .perturb(image, 1, 7)
                .get(0);
        assertThat(none.intensity()).containsOnly(0);
        Set<Float> values = new HashSet<>();
        for (float value : Arrays.copyOf(none.deformation(), 30)) {
            values.add(value);
        }
        assertThat(values).containsOnly(0f);
    }
}
