package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.OrganSets;
import org.duress.base.Scope;
import org.duress.spec.CohortSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Organs that overlap, labels that are ignored, and fields of view, read from files. */
class CohortScopeTest {
    @TempDir
    Path folder;

    private void png(String name, int a, int b, int c, int d) throws IOException {
        PngFile.grey8(folder.resolve("images/" + name), 2, 10, 20, 30, 40 + name.charAt(1));
        PngFile.grey8(folder.resolve("labels/" + name), 2, a, b, c, d);
    }

    private void mask(String name, int... values) throws IOException {
        PngFile.grey8(folder.resolve("masks/" + name), 2, values);
    }

    private CohortSpec spec(Specs specs, boolean masked, Integer... ignore) {
        return specs.spec()
                .with(CohortSpec.IGNORE, List.of(ignore))
                .with(CohortSpec.MASK, masked ? Optional.of(folder.resolve("masks")) : Optional.empty());
    }

    private Specs nested() {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        organs.put("whole", List.of(1, 2, 3));
        organs.put("core", List.of(1, 3));
        organs.put("enhancing", List.of(3));
        return Specs.png(folder).size(2, 2).organs(organs);
    }

    @Test
    void aPixelsClassIsTheSetOfItsOrgans() throws IOException {
        png("s0_a.png", 2, 1, 3, 0);
        png("s1_a.png", 0, 3, 1, 2);
        CohortSpec spec = spec(nested(), false);
        Cohort cohort = Cohorts.open(spec);
        assertThat(cohort.sets()).isEqualTo(OrganSets.overlapping(3)).isEqualTo(spec.sets());
        assertThat(cohort.slices().get(0).classes()).containsExactly(1, 3, 7, 0);
        assertThat(cohort.warnings()).isEmpty();
        assertThat(Cohorts.sound(cohort)).isSameAs(cohort);
        assertThat(Cohorts.split(cohort, spec).gate()).hasSize(1);

        Cohort turned = cohort.withOrganOrder(List.of("enhancing", "whole", "core"));
        assertThat(turned.organNames()).containsExactly("enhancing", "whole", "core");
        assertThat(turned.slices().get(0).classes()).containsExactly(2, 6, 7, 0);
    }

    @Test
    void anOrganThatIsNowhereInItsSetsIsAbsent() throws IOException {
        png("s0_a.png", 2, 1, 3, 0);
        png("s1_a.png", 2, 2, 1, 0);
        CohortSpec spec = spec(nested().split(Specs.named("s0"), Specs.named("s1")), false);
        Cohort cohort = Cohorts.open(spec);
        assertThatThrownBy(() -> Cohorts.split(cohort, spec))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("organ enhancing is absent from every gate subject (s1)");
    }

    @Test
    void ignoredIdsCountNowhereAndAreNotWarnedOf() throws IOException {
        png("s0_a.png", 6, 255, 9, 0);
        png("s1_a.png", 255, 255, 0, 6);
        Specs specs = Specs.png(folder).size(2, 2);
        Cohort cohort = Cohorts.open(spec(specs, false, 255));
        assertThat(cohort.slices().get(0).classes()).containsExactly(1, Scope.IGNORED, 0, 0);
        assertThat(cohort.slices().get(0).scope().counts(1)).isFalse();
        assertThat(cohort.warnings())
                .containsExactly("label id 9 (1 pixels) belongs to no organ and counts as background; name it in"
                        + " cohort.organs if it is an organ");
        // An ignored pixel is no organ pixel.
        assertThat(Cohorts.open(spec(specs.minOrganPixels(1), false, 255)).slices())
                .hasSize(2);
        assertThatThrownBy(() -> Cohorts.open(spec(specs.minOrganPixels(2), false, 255)))
                .hasMessageStartingWith("no slice of subject s0 has 2 organ pixels");
    }

    @Test
    void outsideAMaskNothingCounts() throws IOException {
        png("s0_a.png", 6, 6, 0, 255);
        png("s1_a.png", 6, 6, 0, 0);
        mask("s0_a.png", 255, 0, 1, 0);
        mask("s1_a.png", 1, 1, 1, 0);
        Cohort cohort = Cohorts.open(spec(Specs.png(folder).size(2, 2), true, 255));
        assertThat(cohort.slices().get(0).classes()).containsExactly(1, Scope.OUTSIDE, 0, Scope.OUTSIDE);
        assertThat(cohort.slices().get(1).classes()).containsExactly(1, 1, 0, Scope.OUTSIDE);
        assertThat(cohort.warnings()).isEmpty();
        // Nearest, as labels are.
        assertThat(Cohorts.open(spec(Specs.png(folder).size(4, 4), true, 255))
                        .slices()
                        .get(1)
                        .classes())
                .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, -2, -2, 0, 0, -2, -2);
    }

    @Test
    void slicesOfWhichAMaskLeavesNoOrganAreLeftOutAndCounted() throws IOException {
        png("s0_a.png", 6, 6, 0, 0);
        png("s0_b.png", 6, 6, 0, 0);
        png("s0_c.png", 0, 0, 0, 0);
        png("s1_a.png", 6, 6, 0, 0);
        mask("s0_a.png", 0, 0, 1, 1);
        mask("s0_b.png", 0, 1, 1, 1);
        mask("s0_c.png", 0, 1, 1, 1);
        mask("s1_a.png", 1, 1, 1, 1);
        Cohort cohort = Cohorts.open(spec(Specs.png(folder).size(2, 2), true));
        assertThat(cohort.slices()).extracting(Slice::name).containsExactly("s0_b", "s0_c", "s1_a");
        assertThat(cohort.warnings())
                .contains("cohort.mask leaves no organ pixel in 1 of 3 slices that show an organ; they are left out");

        mask("s1_a.png", 0, 0, 1, 1);
        refuses(
                spec(Specs.png(folder).size(2, 2), true),
                "the mask of subject s1 leaves none of its slices an organ pixel; correct the files of cohort.mask, or"
                        + " leave the subject out");
    }

    @Test
    void masksThatDoNotFit() throws IOException {
        png("s0_a.png", 6, 6, 0, 0);
        png("s1_a.png", 6, 6, 0, 0);
        CohortSpec spec = spec(Specs.png(folder).size(2, 2), true);
        refuses(spec, "the folder " + folder.resolve("masks") + " of cohort.mask does not exist; correct the path");
        mask("s1_a.png", 1, 1, 1, 1);
        refuses(
                spec,
                "image s0_a.png has no mask in " + folder.resolve("masks")
                        + "; add one of the same name, 0 where nothing is to be judged");
        mask("s0_a.png", 1, 1);
        refuses(spec, "image s0_a.png is 2 x 2 but its mask is 1 x 2; make them the same size");
    }

    @Test
    void volumesHaveMaskVolumes() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("labels"));
        Files.createDirectories(folder.resolve("masks"));
        for (String id : List.of("a", "b")) {
            NiftiFile.int16(new int[] {2, 1, 2}, 1, 2, 3, 4).write(folder.resolve("images/" + id + ".nii.gz"));
            NiftiFile.int16(new int[] {2, 1, 2}, 6, 6, 6, 6).write(folder.resolve("labels/" + id + ".nii.gz"));
            NiftiFile.int16(new int[] {2, 1, 2}, 0, 1, 1, 1).write(folder.resolve("masks/" + id + ".nii"));
        }
        CohortSpec spec = spec(Specs.nifti(folder).size(1, 2), true);
        List<Slice> slices = Cohorts.open(spec).slices();
        // Column 0 is the patient's right.
        assertThat(slices.get(0).classes()).contains((byte) 1, Scope.OUTSIDE);
        assertThat(slices.get(1).classes()).containsExactly(1, 1);

        NiftiFile.int16(new int[] {2, 1, 1}, 1, 1).write(folder.resolve("masks/b.nii"));
        refuses(
                spec,
                "the mask of image b.nii.gz is 2 x 1 x 1 (columns, rows, slices) but its label is 2 x 1 x 2; make them"
                        + " the same shape");
        Files.delete(folder.resolve("masks/b.nii"));
        refuses(
                spec,
                "image b.nii.gz has no mask in " + folder.resolve("masks")
                        + "; add one of the same name, 0 where nothing is to be judged");
    }

    private static void refuses(CohortSpec spec, String sentence) {
        assertThatThrownBy(() -> Cohorts.open(spec))
                .isInstanceOf(DuressException.class)
                .hasMessage(sentence);
    }
}
