package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCommandTest {
    @TempDir
    Path folder;

    private Path spec = Path.of("");

    @BeforeEach
    void write() throws IOException {
        spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 2, slices: 1, size: [64, 64], attackerSubjects: 0.5}
                budget: {perceptibility: 0.02}
                attack: {contenders: [bumps], bumps: 16}
                """);
    }

    @Test
    void aDataSetOfNnUNetIsWrittenOnce() {
        String out = folder.resolve("raw").toString();
        assertThat(DuressTest.said(
                        "dataset", spec.toString(), out, "nnunet", "--samples", "1", "--clean", "--channels", "CT"))
                .startsWith("0 ")
                .contains("wrote 1 adversarial slices and 1 clean ones of 1 subjects to ");
        assertThat(folder.resolve("raw/Dataset501_small/imagesTr/p000_z000_bumps-1_0000.nii.gz"))
                .isRegularFile();
        assertThat(DuressTest.said("dataset", spec.toString(), out, "nnunet"))
                .isEqualTo("2 there is a data set already, "
                        + folder.resolve("raw/Dataset501_small/export.json")
                        + "; remove its folder, or name another" + System.lineSeparator());
    }

    @Test
    void aWrongLayoutIsOneSentence() {
        assertThat(DuressTest.said("dataset", spec.toString(), "out", "dicom"))
                .isEqualTo("2 'dicom' is no layout of a data set; use nifti, png or nnunet" + System.lineSeparator());
        assertThat(DuressTest.said("dataset", spec.toString(), "out", "png", "--name", "Dataset501_x"))
                .isEqualTo("2 --name and --channels are for nnunet; leave them out" + System.lineSeparator());
        assertThat(DuressTest.said("dataset", spec.toString(), "out", "nnunet", "--name", "liver"))
                .startsWith("2 'liver' is no name of a data set of nnU-Net");
        assertThat(DuressTest.said("dataset", spec.toString(), folder.toString(), "png", "--samples", "0"))
                .startsWith("2 --samples must be at least 1, not 0");
    }
}
