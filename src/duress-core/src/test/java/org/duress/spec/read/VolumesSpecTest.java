package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;
import org.duress.spec.ImageSize;
import org.duress.spec.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spec says of volumes. */
class VolumesSpecTest {
    private static final String SPEC = """
            name: n
            model: {format: duress, path: m.zip}
            cohort: {COHORT, attackerSubjects: 0.5}
            """;
    private static final String NIFTI = "format: nifti, images: i, labels: l, organs: {liver: [6]}, ";

    @TempDir
    private Path folder;

    private CohortSpec read(String cohort) {
        try {
            return SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), SPEC.replace("COHORT", cohort)))
                    .cohort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void volumesNeedNoSize() {
        CohortSpec cohort = read(NIFTI + "dimensions: 3");
        assertThat(cohort.volumes()).isTrue();
        assertThat(cohort.size()).isEmpty();
        assertThat(cohort.spacing()).isEmpty();
    }

    @Test
    void volumesHaveASizeOrASpacing() {
        assertThat(read(NIFTI + "dimensions: 3, size: [32, 64, 48]").size())
                .contains(new ImageSize(List.of(32, 64, 48)));
        assertThat(read(NIFTI + "dimensions: 3, spacingMm: [3, 1.5, 0.75]").spacing())
                .contains(new VoxelSpacing(3, 1.5, 0.75));
    }

    @Test
    void phantomsHaveASizeOfTheirOwn() {
        assertThat(read("format: phantom").size()).contains(new ImageSize(128, 128));
        assertThat(read("format: phantom, dimensions: 3").size()).contains(new ImageSize(List.of(32, 64, 64)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dimensions: 4 | 'cohort.dimensions' must be 2 (slices) or 3 (volumes), not 4
            dimensions: 2 | key 'cohort.size' is missing; add it
            dimensions: 3, size: [64, 64] | 'cohort.size' has two numbers, and this cohort has volumes; give \
            [planes, height, width], or remove it: each volume then keeps its own grid
            size: [32, 64, 64] | 'cohort.size' has three numbers, and this cohort has slices; give [height, width], or \
            set 'cohort.dimensions: 3'
            dimensions: 3, size: [1, 64, 64] | 'cohort.size' asks for volumes of one plane, which are slices; give \
            more planes, or set 'cohort.dimensions: 2'
            dimensions: 3, size: [2, 3, 4, 5] | 'cohort.size' must be two whole numbers [height, width], or three \
            [planes, height, width] for volumes, not 4 values
            dimensions: 3, size: [5000, 64, 64] | 'cohort.size' must be a whole number from 1 to 4096, not 5000; no \
            slice is larger
            dimensions: 3, size: [4096, 4096, 4096] | 'cohort.size' gives batches of 4 images of 4096 x 4096 x 4096 \
            pixels, but at most 67108864 pixels are computed at once; lower the batch or cohort.size
            size: [64, 64], spacingMm: [1, 1, 1] | 'cohort.spacingMm' is the spacing of volumes, and this cohort has \
            slices; set 'cohort.dimensions: 3', or remove it
            dimensions: 3, size: [2, 3, 4], spacingMm: [1, 1, 1] | 'cohort.spacingMm' stands beside 'cohort.size', and \
            both say what volumes are resampled to; remove one
            dimensions: 3, spacingMm: [1, 1] | 'cohort.spacingMm' must be three numbers [planes, rows, columns] in mm, \
            each from 0.01 to 100.0, not [1.0, 1.0]
            dimensions: 3, spacingMm: [1, 1, .nan] | 'cohort.spacingMm' must be three numbers [planes, rows, columns] \
            in mm, each from 0.01 to 100.0, not [1.0, 1.0, NaN]
            """)
    void whatDoesNotGoTogetherIsOneSentence(String cohort, String message) {
        assertThatThrownBy(() -> read(NIFTI + cohort))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(":3: " + message);
    }

    @Test
    void phantomVolumesHaveNoSlicesToCount() {
        assertThatThrownBy(() -> read("format: phantom, dimensions: 3, slices: 12"))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(":3: 'cohort.slices' has no meaning for volumes, which have the planes of"
                        + " 'cohort.size'; remove it");
        assertThatThrownBy(() -> read("format: phantom, dimensions: 3, spacingMm: [1, 1, 1]"))
                .isInstanceOf(DuressException.class)
                .hasMessageEndingWith(
                        ":3: 'cohort.spacingMm' has no meaning for a cohort of format phantom; remove it");
    }
}
