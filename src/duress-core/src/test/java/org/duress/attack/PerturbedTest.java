package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.model.ImageBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerturbedTest {
    /** To the bit, each time that it is asked, of slices with several channels and of volumes. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void itSaysWhatTheWarpSays(int rank) {
        Grid grid = rank == 2 ? Grid.of(11, 13) : Grid.of(3, 7, 6);
        int channels = 2;
        int count = 3;
        int points = count * grid.voxels();
        byte[] codes = new byte[grid.voxels()];
        codes[5] = Scope.OUTSIDE;
        Scope scope = Scope.of(codes);
        ImageBatch images = new ImageBatch(FiniteDifferences.gaussian(1, points * channels), count, grid, channels)
                .scoped(List.of(scope, scope, scope));
        float[] d = FiniteDifferences.gaussian(2, points * rank);
        for (int i = 0; i < d.length; i++) {
            d[i] *= 2;
        }
        Perturbation fields =
                new Perturbation(d, FiniteDifferences.gaussian(3, points * channels), count, grid, channels);
        Perturbed under = Perturbed.of(images, fields);
        assertThat(under.images().pixels())
                .isEqualTo(Warp.perturb(images, fields).pixels());
        for (int seed = 4; seed < 6; seed++) {
            float[] gradient = FiniteDifferences.gaussian(seed, points * channels);
            float[] expectedIntensity = gradient.clone();
            float[] expected = new float[d.length];
            Warp.pullback(images, fields, expectedIntensity, expected);
            assertThat(under.pullback(gradient)).isEqualTo(expected);
            assertThat(gradient).isEqualTo(expectedIntensity);
        }
        assertThat(under.fields()).isSameAs(fields);
        assertThat(under.clean()).isSameAs(images);
    }
}
