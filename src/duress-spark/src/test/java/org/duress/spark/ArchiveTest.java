package org.duress.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    @TempDir
    Path folder;

    private Map<String, String> packed(String name) throws IOException {
        Path zip = folder.resolve("packed");
        Archive.pack(folder.resolve(name), zip);
        Map<String, String> content = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                content.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return content;
    }

    @Test
    void aFileGoesWithWhatBelongsToIt() throws IOException {
        Files.writeString(folder.resolve("unet.onnx"), "graph");
        Files.writeString(folder.resolve("unet.data"), "weights");
        Files.writeString(folder.resolve("unet-2.onnx"), "another");
        assertThat(packed("unet.onnx")).isEqualTo(Map.of("unet.onnx", "graph", "unet.data", "weights"));
    }

    @Test
    void aFolderGoesWhole() throws IOException {
        Files.createDirectories(folder.resolve("ct/a"));
        Files.writeString(folder.resolve("ct/a/z0.png"), "slice");
        Files.writeString(folder.resolve("ct/b.png"), "other");
        assertThat(packed("ct")).isEqualTo(Map.of("ct/a/z0.png", "slice", "ct/b.png", "other"));
    }

    @Test
    void whatIsMissingIsOneSentence() {
        assertThatThrownBy(() -> packed("none.zip"))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "there is no '" + folder.resolve("none.zip") + "', which the spec names, to ship with the job");
    }
}
