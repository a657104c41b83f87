package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortSurveyTest {
    @TempDir
    Path root;

    private Path images = Path.of("");
    private Path labels = Path.of("");

    @BeforeEach
    void make() throws IOException {
        images = Files.createDirectory(root.resolve("images"));
        labels = Files.createDirectory(root.resolve("labels"));
    }

    private void png(String name, int... ids) throws IOException {
        int[] all = new int[20];
        System.arraycopy(ids, 0, all, 0, ids.length);
        PngWriter.grey8(images.resolve(name), 4, 5, new int[20]);
        PngWriter.grey8(labels.resolve(name), 4, 5, all);
    }

    private void nifti(String image, String label) throws IOException {
        Grid grid = Grid.of(2, 3, 4).spaced(3, 1, 1);
        float[] values = new float[24];
        values[13] = -1000;
        int[] ids = new int[24];
        ids[3] = 7;
        NiftiWriter.images(images.resolve(image), grid, List.of(values));
        if (!label.isEmpty()) {
            NiftiWriter.labels(labels.resolve(label), grid, List.of(ids));
        }
    }

    private CohortSurvey survey() {
        return CohortSurvey.of(images, labels, Optional.empty());
    }

    @Test
    void slicesAreGroupedBySubject() throws IOException {
        png("s00_z001.png", 1, 3);
        png("s00_z002.png", 3);
        png("s01_z001.png", 0);
        CohortSurvey seen = survey();
        assertThat(seen.format()).isEqualTo(CohortFormat.PNG);
        assertThat(seen.subject()).contains("^(.+)[_-][A-Za-z]*\\d+\\.[^.]+$");
        assertThat(seen.subjects()).containsExactly("s00", "s01");
        assertThat(seen.ids().keySet()).containsExactly(1, 3);
        assertThat(seen.ids().get(3)).containsExactly("s00");
        assertThat(seen.size().sizes()).containsExactly(4, 5);
        assertThat(seen.count()).isEqualTo(1);
        assertThat(seen.everyLabel()).isTrue();
    }

    /** One subject of many slices cannot be split: each picture is then one. */
    @Test
    void picturesThatShareAWordAreSubjectsOfTheirOwn() throws IOException {
        png("scan_1.png", 1);
        png("scan_2.png", 1);
        assertThat(survey().subject()).contains("^(.+)\\.[^.]+$");
        assertThat(survey().subjects()).containsExactly("scan_1", "scan_2");
    }

    @Test
    void somebodySaysWhoseAFileIs() throws IOException {
        png("a1.png", 1);
        png("b1.png", 1);
        assertThat(CohortSurvey.of(images, labels, Optional.of("^([a-z])")).subjects())
                .containsExactly("a", "b");
    }

    @Test
    void namesByChannelAreNnUNets() throws IOException {
        nifti("a_0000.nii.gz", "a.nii.gz");
        nifti("a_0001.nii.gz", "");
        nifti("b_0000.nii.gz", "b.nii.gz");
        nifti("b_0001.nii.gz", "");
        CohortSurvey seen = survey();
        assertThat(seen.channels()).isEqualTo(new ChannelFiles.Suffixes(List.of("_0000", "_0001")));
        assertThat(seen.count()).isEqualTo(2);
        assertThat(seen.subjects()).containsExactly("a", "b");
        assertThat(seen.subject()).isEmpty();
        assertThat(seen.grids()).containsExactly(Grid.of(2, 3, 4).spaced(3, 1, 1));
        assertThat(seen.least()).hasValue(-1000);
    }

    @Test
    void otherWordsWithTheSameNumberBelongTogether() throws IOException {
        nifti("img0001.nii.gz", "label0001.nii.gz");
        nifti("img0002.nii.gz", "label0002.nii.gz");
        assertThat(survey().subject()).contains("^\\D*(\\d+)");
        assertThat(survey().subjects()).containsExactly("0001", "0002");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        assertThatThrownBy(this::survey)
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("has neither .nii, .nii.gz nor .png files");
        nifti("a.nii.gz", "");
        assertThatThrownBy(this::survey)
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("has no .nii or .nii.gz file; name that of the labels");
        nifti("a.nii.gz", "b.nii.gz");
        assertThatThrownBy(this::survey)
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("image a.nii.gz has no label file");
    }
}
