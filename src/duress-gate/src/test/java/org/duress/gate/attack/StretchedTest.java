package org.duress.gate.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class StretchedTest {
    @Test
    void fieldsThatFitStayTheVerySame() {
        Perturbation fields = Perturbation.none(1, Grid.of(2, 3, 4));
        assertThat(Stretched.to(fields, Grid.of(2, 3, 4).spaced(5, 1, 1))).isSameAs(fields);
    }

    /** Two columns become four: their middles lie at -1/4, 1/4, 3/4 and 5/4 of the way from the one to the other. */
    @Test
    void isLinearBetweenTheMiddlesOfVoxels() {
        Perturbation fields =
                new Perturbation(new float[] {1, 10, 100, 3, 20, 200}, new float[] {0, 8}, 1, Grid.of(1, 1, 2));
        Perturbation wide = Stretched.to(fields, Grid.of(1, 1, 4));
        assertThat(wide.intensity()).containsExactly(0, 2, 6, 8);
        // Along columns D is twice as long, along the other axes it stays.
        assertThat(wide.deformation()).containsExactly(2, 10, 100, 3, 12.5f, 125, 5, 17.5f, 175, 6, 20, 200);
    }

    /** A field that grows by so much from voxel to voxel along each axis still grows from one end to the other. */
    @Test
    void stretchesAlongEveryAxisAndBack() {
        Grid small = Grid.of(3, 4, 5);
        Grid large = Grid.of(6, 12, 10);
        float[] v = new float[small.voxels() * 2];
        for (int p = 0; p < small.voxels(); p++) {
            v[2 * p] = p / 20 * 100 + p % 20 / 5 * 10 + p % 5;
            v[2 * p + 1] = 7;
        }
        Perturbation fields = new Perturbation(new float[3 * small.voxels()], v, 1, small, 2);

        float[] stretched = Stretched.to(fields, large).intensity();

        // The voxel (3, 7, 4) has its middle at (1.25, 2, 1.75) of the small grid.
        assertThat(stretched[2 * ((3 * 12 + 7) * 10 + 4)]).isCloseTo(125 + 20 + 1.75f, within(1e-4f));
        assertThat(stretched[2 * ((3 * 12 + 7) * 10 + 4) + 1]).isEqualTo(7);
        assertThat(stretched[0]).isZero();
        assertThat(stretched[stretched.length - 2]).isEqualTo(234);
    }
}
