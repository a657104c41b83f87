package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.Arrays;
import java.util.List;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BSplineTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void equalControlPointsGiveAConstantField(int spacing) {
        BSpline spline = new BSpline(Grid.of(16, 24), spacing, 2);
        float[] grid = new float[spline.gridLength(1)];
        Arrays.fill(grid, 3);
        for (float value : spline.field(grid, 1, 0.5f)) {
            assertThat(value).isCloseTo(1.5f, within(1e-5f));
        }
    }

    /** The grid covers what it does not divide; the field is that of a larger image, cut. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void whatTheSpacingDoesNotDivideIsCovered(int spacing) {
        BSpline odd = new BSpline(Grid.of(13, 21), spacing, 2);
        BSpline whole = new BSpline(
                Grid.of((13 + spacing - 1) / spacing * spacing, (21 + spacing - 1) / spacing * spacing), spacing, 2);
        assertThat(odd.gridLength(1)).isEqualTo(whole.gridLength(1));
        float[] grid = gaussian(1, odd.gridLength(1));
        float[] cut = odd.field(grid, 1, 1);
        float[] all = whole.field(grid, 1, 1);
        int width = all.length / 2 / ((13 + spacing - 1) / spacing * spacing);
        for (int y = 0; y < 13; y++) {
            for (int i = 0; i < 42; i++) {
                assertThat(cut[y * 42 + i]).isEqualTo(all[y * 2 * width + i]);
            }
        }
        float[] other = gaussian(2, cut.length);
        assertThat(dot(cut, other)).isCloseTo(dot(grid, odd.pullback(other, 1, 1)), within(1e-3));
    }

    /** Along each axis as its own spacing says; at a voxel the weights of the axes are multiplied. */
    @Test
    void aVolumeIsSplinedAlongEachAxis() {
        Grid voxels = Grid.of(5, 8, 11);
        List<Integer> spacing = List.of(1, 3, 4);
        int[] control = {5, 3, 3};
        BSpline spline = new BSpline(voxels, spacing, 2);
        assertThat(spline.gridLength(2)).isEqualTo(2 * 5 * 3 * 3 * 2);
        float[] grid = gaussian(1, spline.gridLength(2));
        float[] field = spline.field(grid, 2, 0.7f);
        int at = 0;
        for (int image = 0; image < 2; image++) {
            for (int p = 0; p < voxels.voxels(); p++) {
                int[] point = {p / 88, p / 11 % 8, p % 11};
                for (int c = 0; c < 2; c++) {
                    double sum = 0;
                    for (int k = 0; k < 45; k++) {
                        int[] knot = {k / 9, k / 3 % 3, k % 3};
                        double weight = 1;
                        for (int axis = 0; axis < 3; axis++) {
                            weight *= weight(point[axis], knot[axis], spacing.get(axis), control[axis]);
                        }
                        sum += weight * grid[(image * 45 + k) * 2 + c];
                    }
                    assertThat((double) field[at++]).isCloseTo(0.7 * sum, within(1e-5));
                }
            }
        }
        float[] other = gaussian(2, field.length);
        assertThat(dot(field, other)).isCloseTo(dot(grid, spline.pullback(other, 2, 0.7f)), within(1e-3));
    }

    /** The cubic kernel around a control point; the outermost ones stand for all beyond. */
    private static double weight(int voxel, int knot, int spacing, int control) {
        double sum = 0;
        for (int k = -3; k < control + 3; k++) {
            double from = Math.abs((voxel + 0.5) / spacing - 0.5 - k);
            double value = from < 1 ? 2 / 3.0 - from * from + from * from * from / 2 : Math.pow(2 - from, 3) / 6;
            sum += from < 2 && Math.max(0, Math.min(control - 1, k)) == knot ? value : 0;
        }
        return sum;
    }

    @Test
    void asManyDistancesAsAxesAreWanted() {
        assertThatThrownBy(() -> new BSpline(Grid.of(4, 4, 4), List.of(2, 2), 1))
                .hasMessage("control points of a grid of 3 axes have 3 distances, not [2, 2]");
        assertThatThrownBy(() -> new BSpline(Grid.of(4, 4), List.of(0, 2), 1))
                .hasMessage("control points are at least 1 voxel apart, not 0");
    }

    @Test
    void oneControlPointIsTheCubicKernel() {
        // Spacing 1: a pixel sees its own control point with 4/6, its neighbours' with 1/6.
        BSpline spline = new BSpline(Grid.of(1, 5), 1, 1);
        float[] field = spline.field(new float[] {0, 0, 6, 0, 0}, 1, 1);
        assertThat(field).containsExactly(new float[] {0, 1, 4, 1, 0}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void pullbackIsTheAdjoint(int spacing) {
        BSpline spline = new BSpline(Grid.of(8, 12), spacing, 2);
        float[] grid = gaussian(1, spline.gridLength(3));
        float[] field = spline.field(grid, 3, 0.7f);
        float[] other = gaussian(2, field.length);
        float[] back = spline.pullback(other, 3, 0.7f);
        assertThat(dot(field, other)).isCloseTo(dot(grid, back), within(1e-3));
    }
}
