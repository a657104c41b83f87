package org.duress.gate.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class PlaceTest {
    /** Of planes 3 mm apart; the shortest side is that of the rows, 32 mm. */
    private static final Grid GRID = Grid.of(20, 32, 40).spaced(3, 1, 1);

    /** Nothing is smoothed. */
    private static final Budget BUDGET = new Budget(BudgetSpec.defaults()
            .with(BudgetSpec.DEFORMATION_ROUGHNESS, 1.0)
            .with(BudgetSpec.INTENSITY_ROUGHNESS, 1.0));

    /** On the sphere every component has a mean of 0 and a mean square of 1/3, and so has what is within any belt. */
    @Test
    void directionsInSpaceAreUniformOnTheSphere() {
        Random random = new Random(7);
        double[] mean = new double[3];
        double[] square = new double[3];
        int polar = 0;
        int draws = 20_000;
        for (int k = 0; k < draws; k++) {
            Place place = Place.random(GRID, 1, random);
            double length = 0;
            for (int c = 0; c < 3; c++) {
                double along = place.direction().get(c);
                mean[c] += along / draws;
                square[c] += along * along / draws;
                length += along * along;
            }
            polar += Math.abs(place.direction().get(2)) > 0.9 ? 1 : 0;
            assertThat(length).isCloseTo(1, within(1e-12));
            for (int axis = 0; axis < 3; axis++) {
                assertThat(place.middle().get(axis))
                        .isBetween(0.1 * (GRID.size(axis) - 1) - 1e-9, 0.9 * (GRID.size(axis) - 1) + 1e-9);
            }
        }
        assertThat(mean).usingComparatorWithPrecision(0.02).containsExactly(0, 0, 0);
        assertThat(square).usingComparatorWithPrecision(0.01).containsExactly(1 / 3.0, 1 / 3.0, 1 / 3.0);
        assertThat((double) polar / draws).isCloseTo(0.1, within(0.01));
    }

    /** Three voxels along a row or a column are as far from the middle as one plane. */
    @Test
    void aBumpOfDIsRoundAndStraightInMillimetres() {
        List<Double> direction = List.of(0.48, 0.6, 0.64);
        Perturbation bump =
                new Place(List.of(10.0, 16.0, 20.0), direction, -1).bump(FieldKind.DEFORMATION, image(), BUDGET);

        double middle = length(bump, 10, 16, 20);
        assertThat(middle).isPositive();
        for (int c = 0; c < 3; c++) {
            assertThat(millimetres(bump, c, 10, 16, 20) / middle).isCloseTo(direction.get(c), within(1e-5));
        }
        double plane = length(bump, 11, 16, 20) / middle;
        double width = 1.75 * 0.06 * 32;
        assertThat(plane).isCloseTo(Math.exp(-9 / (2 * width * width)), within(1e-4));
        assertThat(length(bump, 10, 19, 20) / middle).isCloseTo(plane, within(1e-4));
        assertThat(length(bump, 10, 16, 17) / middle).isCloseTo(plane, within(1e-4));
    }

    /** Along the direction it is brighter, against it darker, and in the middle it is neither. */
    @Test
    void aBumpOfVGrowsAlongTheDirection() {
        Perturbation bump = new Place(List.of(10.0, 16.0, 20.0), List.of(0.0, 0.0, 1.0), -1)
                .bump(FieldKind.INTENSITY, image(), BUDGET);
        float[] v = bump.intensity();
        assertThat(v[at(10, 16, 20)]).isCloseTo(0, within(1e-4f));
        assertThat(v[at(11, 16, 20)]).isPositive().isCloseTo(-v[at(9, 16, 20)], within(1e-4f));
        assertThat(v[at(10, 19, 20)]).isCloseTo(0, within(1e-4f));
        assertThat(bump.deformation()).containsOnly(0);
    }

    private static ImageBatch image() {
        Random random = new Random(5);
        float[] pixels = new float[GRID.voxels()];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, 1, GRID);
    }

    private static int at(int z, int y, int x) {
        return (z * 32 + y) * 40 + x;
    }

    private static double millimetres(Perturbation bump, int component, int z, int y, int x) {
        return bump.deformation()[3 * at(z, y, x) + component] * GRID.spacing(2 - component);
    }

    private static double length(Perturbation bump, int z, int y, int x) {
        double square = 0;
        for (int c = 0; c < 3; c++) {
            square += millimetres(bump, c, z, y, x) * millimetres(bump, c, z, y, x);
        }
        return Math.sqrt(square);
    }
}
