package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.Arrays;
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
