package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class PatchesTest {
    /** Every voxel tells where it is. */
    private static Slice volume(String name, Grid grid, int organ) {
        float[] image = new float[grid.voxels()];
        byte[] classes = new byte[grid.voxels()];
        for (int i = 0; i < image.length; i++) {
            image[i] = i;
        }
        classes[organ] = 1;
        return new Slice(name, grid, image, classes);
    }

    @Test
    void volumesOfSeveralSizesGivePartsOfTheLeastSizeAroundTheirOrgans() {
        Grid large = Grid.of(8, 6, 7).spaced(2, 1, 1);
        Grid small = Grid.of(4, 6, 5).spaced(2, 1, 1);

        List<Slice> patches = Patches.of(
                List.of(volume("a", large, (6 * 6 + 5) * 7 + 6), volume("b", small, (2 * 6 + 3) * 5 + 4)), 3);

        assertThat(patches).extracting(Slice::name).containsExactly("a_p0", "a_p1", "a_p2", "b_p0");
        assertThat(patches).allSatisfy(patch -> {
            assertThat(patch.grid()).isEqualTo(Grid.of(4, 6, 5).spaced(2, 1, 1));
            assertThat(patch.classes()).contains((byte) 1);
        });
        // The organ is at (6, 5, 6): the patch ends with the volume, at planes 4 to 7 and columns 2 to 6.
        Slice first = patches.get(0);
        assertThat(first.image()[0]).isEqualTo(4 * 6 * 7 + 2);
        assertThat(first.image()[first.image().length - 1]).isEqualTo(8 * 6 * 7 - 1);
        assertThat(first.classes()[(2 * 6 + 5) * 5 + 4]).isEqualTo((byte) 1);
        // The small one is its own patch.
        assertThat(patches.get(3).image()[119]).isEqualTo(119);
    }

    @Test
    void aLargeVolumeIsCutInItsLongestSides() {
        Grid grid = Grid.of(20, 100, 120);

        List<Slice> patches = Patches.of(List.of(volume("ct", grid, 5)), 3);

        // 20 x 80 x 80 = 128,000 of 131,072 voxels; 240,000 / 128,000 rounds to 2.
        assertThat(patches).hasSize(2);
        assertThat(patches.get(0).grid().sizes()).containsExactly(20, 80, 80);
    }

    @Test
    void slicesAndSmallVolumesOfOneSizeAreTheirOwnPatches() {
        List<Slice> slices = List.of(volume("s", Grid.of(600, 600), 4));
        List<Slice> volumes = List.of(volume("a", Grid.of(4, 5, 6), 1), volume("b", Grid.of(4, 5, 6), 2));

        assertThat(Patches.of(slices, 3)).isSameAs(slices);
        assertThat(Patches.of(volumes, 3)).isSameAs(volumes);
    }
}
