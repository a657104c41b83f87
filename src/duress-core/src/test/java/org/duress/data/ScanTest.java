package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.spec.CohortSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What slices know of the scans that they are of. */
class ScanTest {
    @TempDir
    Path folder;

    /** Of subjects of three slices of 2 x 2 pixels, the middle one has liver. */
    private CohortSpec volumes(int... last) throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("labels"));
        for (String id : new String[] {"a", "b"}) {
            int[] values = {0, 0, 0, 0, 0, -100, 20, 50, 0, last[0], 0, last[1]};
            NiftiFile.int16(new int[] {2, 2, 3}, values).write(folder.resolve("images/" + id + ".nii"));
            NiftiFile.int16(new int[] {2, 2, 3}, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0)
                    .write(folder.resolve("labels/" + id + ".nii"));
        }
        return Specs.nifti(folder).size(2, 2).minOrganPixels(1).spec();
    }

    /** In the image's own units. */
    private static IntensityHistogram own(IntensityScale scale) {
        return scale.scan().orElseThrow().mapped(x -> (float) (scale.mean() + scale.deviation() * x));
    }

    @Test
    void aSliceOfAVolumeKnowsTheWholeOfIt() throws IOException {
        Cohort cohort = Cohorts.open(volumes(200, 400));
        assertThat(cohort.subjects().get(0).slices()).hasSize(1);
        IntensityHistogram scan =
                own(cohort.subjects().get(0).slices().get(0).scales().get(0));
        assertThat(scan.count()).isEqualTo(12);
        assertThat(scan.percentile(0)).isCloseTo(-100, within(1e-4));
        assertThat(scan.percentile(100)).isCloseTo(400, within(1e-4));
        assertThat(scan.mean()).isCloseTo(570 / 12.0, within(1e-4));
        // The first slice is 0, and lies outside of the box.
        assertThat(scan.boxed().mean()).isCloseTo(570 / 8.0, within(1e-4));
    }

    @Test
    void theCohortsWindowComesFirst() throws IOException {
        CohortSpec spec = volumes(200, 400);
        Cohort cohort = Cohorts.open(Specs.nifti(folder)
                .size(2, 2)
                .minOrganPixels(1)
                .window(-50, 300)
                .spec());
        assertThat(spec.window()).isEmpty();
        IntensityHistogram scan =
                own(cohort.subjects().get(0).slices().get(0).scales().get(0));
        assertThat(scan.percentile(0)).isCloseTo(-50, within(1e-4));
        assertThat(scan.percentile(100)).isCloseTo(300, within(1e-4));
    }

    @Test
    void whatLiesElsewhereInTheScanIsPartOfTheFingerprint() throws IOException {
        String one = Cohorts.open(volumes(200, 400)).fingerprint();
        assertThat(Cohorts.open(volumes(200, 400)).fingerprint()).isEqualTo(one);
        assertThat(Cohorts.open(volumes(200, 500)).fingerprint()).isNotEqualTo(one);
    }

    @Test
    void aPictureIsAScanByItself() throws IOException {
        for (String name : new String[] {"s0_z0", "s0_z1", "s1_z0"}) {
            PngFile.grey8(folder.resolve("images/" + name + ".png"), 2, 10, 30);
            PngFile.grey8(folder.resolve("labels/" + name + ".png"), 2, 6, 0);
        }
        Cohort cohort = Cohorts.open(Specs.png(folder).size(1, 2).spec());
        assertThat(cohort.slices())
                .allSatisfy(slice -> assertThat(slice.scales().get(0).scan()).isEmpty());
    }
}
