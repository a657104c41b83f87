package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path folder;

    @Test
    void aZipBombIsRefusedBeforeItFillsTheMemory() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            byte[] zeros = new byte[1 << 24];
            for (int entry = 0; entry < 3; entry++) {
                zip.putNextEntry(new ZipEntry("unwanted" + entry));
                for (int i = 0; i < 24; i++) {
                    zip.write(zeros);
                }
                zip.closeEntry();
            }
        }
        assertThat(out.size()).isLessThan(2 << 20);
        Path bomb = Files.write(folder.resolve("bomb.zip"), out.toByteArray());
        assertThatThrownBy(() -> ModelFile.unzip(new ModelSpec("dl4j", bomb)))
                .isInstanceOf(DuressException.class)
                .hasMessage("file " + bomb
                        + " holds more than 1024 MiB when unpacked, which no 2-D segmentation model needs; check"
                        + " where it comes from");
    }

    @Test
    void aMissingOrDamagedFileIsOneSentence() throws IOException {
        ModelSpec missing = new ModelSpec("onnx", folder.resolve("none.onnx"));
        assertThatThrownBy(() -> ModelFile.read(missing))
                .isInstanceOf(DuressException.class)
                .hasMessage("there is no file " + folder.resolve("none.onnx") + "; check model.path");
        assertThatThrownBy(() -> ModelFile.read(new ModelSpec("onnx", Path.of("classpath:none.onnx"))))
                .isInstanceOf(DuressException.class)
                .hasMessage("there is no model none.onnx on the class path; check model.path");
        assertThatThrownBy(() -> ModelFile.read(new ModelSpec("onnx", folder)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("cannot be read");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a"));
            zip.write(new byte[1000]);
            zip.closeEntry();
        }
        byte[] cut = Arrays.copyOf(out.toByteArray(), 38);
        Path file = Files.write(folder.resolve("cut.zip"), cut);
        assertThatThrownBy(() -> ModelFile.unzip(new ModelSpec("dl4j", file)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("file " + file + " is damaged (");
    }

    @Test
    void theFingerprintIsThatOfTheContentAndOfWhatChangesTheAnswer() throws IOException {
        Path file = Files.write(folder.resolve("m"), new byte[] {1, 2});
        ModelSpec spec = new ModelSpec("onnx", file);
        ModelSpec logits = new ModelSpec(
                "onnx", file, ModelHead.LOGITS, ModelLayout.AUTO, OptionalInt.empty(), Optional.empty(), Map.of());
        String fingerprint = ModelFile.fingerprint(spec, ModelFile.read(spec));
        assertThat(ModelFile.fingerprint(new ModelSpec("onnx", Path.of("elsewhere")), new byte[] {1, 2}))
                .isEqualTo(fingerprint);
        assertThat(ModelFile.fingerprint(spec, new byte[] {1, 3})).isNotEqualTo(fingerprint);
        assertThat(ModelFile.fingerprint(logits, new byte[] {1, 2})).isNotEqualTo(fingerprint);
    }
}
