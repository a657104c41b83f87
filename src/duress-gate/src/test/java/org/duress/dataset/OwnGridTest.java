package org.duress.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.ImageFile;
import org.duress.data.IntensityScale;
import org.duress.data.NiftiWriter;
import org.duress.data.PngWriter;
import org.duress.data.Slice;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnGridTest {
    private static final CohortSpec SPEC = CohortSpec.of(CohortFormat.NIFTI, new SubjectSelection.Share(0.5));

    @TempDir
    Path folder;

    private static Slice slice(Grid grid) {
        return new Slice(
                "a", grid, new float[grid.voxels()], new byte[grid.voxels()], List.of(new IntensityScale(100, 10)));
    }

    /** Everything moves by so much along each axis, the fastest first, and becomes brighter by half a deviation. */
    private static Perturbation fields(Grid grid, float... shift) {
        Perturbation fields = Perturbation.none(1, grid);
        for (int i = 0; i < fields.deformation().length; i++) {
            fields.deformation()[i] = shift[i % shift.length];
        }
        Arrays.fill(fields.intensity(), 0.5f);
        return fields;
    }

    /** Half as many columns and a third of the rows: one point there is two columns and three rows here. */
    @Test
    void aPointOfAFewIsSeveralOfMany() throws Exception {
        Path file = folder.resolve("a.png");
        int[] greys = new int[24 * 16];
        for (int row = 0; row < 24; row++) {
            for (int column = 0; column < 16; column++) {
                greys[row * 16 + column] = 1000 * row + 10 * column;
            }
        }
        PngWriter.grey16(file, 24, 16, greys);
        ImageFile image = ImageFile.read(file);
        Grid grid = Grid.of(8, 8);
        float[] out = new OwnGrid(SPEC, List.of(image))
                .perturbed(List.of(slice(grid)), List.of(fields(grid, 1, 2)))
                .get(0)
                .get(0);
        // I_DV(p) = I(p + D) + V: columns by 2, rows by 6, and 5 of own units.
        assertThat((double) out[10 * 16 + 7]).isCloseTo(1000 * 16 + 10 * 9 + 5, within(0.5));
        assertThat((double) out[4 * 16 + 2]).isCloseTo(1000 * 10 + 10 * 4 + 5, within(0.5));
    }

    @Test
    void onTheSameGridNothingIsResampled() throws Exception {
        Path file = folder.resolve("a.png");
        int[] greys = new int[64];
        Arrays.setAll(greys, i -> i * i);
        PngWriter.grey16(file, 8, 8, greys);
        Grid grid = Grid.of(8, 8);
        Perturbation fields = fields(grid, 1, 0);
        float[] out = new OwnGrid(SPEC, List.of(ImageFile.read(file)))
                .perturbed(List.of(slice(grid)), List.of(fields))
                .get(0)
                .get(0);
        for (int p = 0; p < 64; p++) {
            int from = p % 8 == 7 ? p : p + 1;
            assertThat(out[p]).isEqualTo(from * from + 5f);
        }
        assertThat(fields.intensity()).as("not changed").containsOnly(0.5f);
    }

    /** Volumes that were resampled to a spacing keep their first voxel: 2 mm there are two voxels of 1 mm here. */
    @Test
    void volumesGoBackBySpacing() throws Exception {
        Path file = folder.resolve("v.nii.gz");
        Grid own = Grid.of(9, 9, 9).spaced(2, 1, 1);
        float[] values = new float[own.voxels()];
        for (int p = 0; p < values.length; p++) {
            values[p] = 100 * (p / 81) + 10 * (p % 81 / 9) + p % 9;
        }
        NiftiWriter.images(file, own, List.of(values));
        Grid grid = Grid.of(9, 5, 5).spaced(2, 2, 2);
        CohortSpec spec =
                SPEC.with(CohortSpec.DIMENSIONS, 3).with(CohortSpec.SPACING, Optional.of(new VoxelSpacing(2, 2, 2)));
        float[] out = new OwnGrid(spec, List.of(ImageFile.read(file)))
                .perturbed(List.of(slice(grid)), List.of(fields(grid, 1, 0.5f, 2)))
                .get(0)
                .get(0);
        // D is x, y, z: two columns, one row, two planes.
        assertThat((double) out[3 * 81 + 4 * 9 + 4]).isCloseTo(100 * 5 + 10 * 5 + 6 + 5, within(0.01));
    }
}
