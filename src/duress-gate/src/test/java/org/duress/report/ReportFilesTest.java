package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"btcv-unet", "xi2.0_D", "Phantom"})
    void keepsASafeName(String name) {
        assertThat(ReportFiles.safeName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../../etc",
                "a/b",
                "a\\b",
                "C:\\x",
                ".hidden",
                "dot.",
                "nul",
                "COM1.txt",
                "allure",
                "Allure-Results",
                "example",
                "line\nbreak",
                "über",
                "\0"
            })
    void keepsAnyOtherNameInsideTheReportsFolder(String name) {
        Path spec = ReportFiles.folder(folder, name);

        assertThat(spec.normalize().getParent()).isEqualTo(folder);
        assertThat(spec.getFileName().toString())
                .matches("_[A-Za-z0-9._-]*-[0-9a-f]{8}")
                .isNotEqualTo(name);
    }

    @Test
    void tellsNamesApartThatLookAlikeWhenMadeSafe() {
        assertThat(ReportFiles.safeName("a/b")).isNotEqualTo(ReportFiles.safeName("a:b"));
        String end = "x".repeat(300);
        assertThat(ReportFiles.safeName(end)).hasSizeLessThan(100).isNotEqualTo(ReportFiles.safeName(end + "y"));
    }

    @Test
    void replacesAFileAndLeavesNoPartBehind() throws IOException {
        Path file = folder.resolve("deep").resolve("file.txt");

        ReportFiles.write(file, "first");
        ReportFiles.write(file, "é");

        assertThat(file).hasContent("é");
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void saysWhichFileCouldNotBeWritten() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "a file, not a folder");

        assertThatThrownBy(() -> ReportFiles.write(blocked.resolve("verdict.json"), "{}"))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("verdict.json")
                .hasMessageContaining("is a file, not a folder; set -Dduress.reports to another folder");
    }
}
