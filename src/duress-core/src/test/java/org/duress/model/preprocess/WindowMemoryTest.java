package org.duress.model.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.base.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A volume of 64 x 256 x 256 voxels and two classes in a heap that is enough for one overlap, whose tiles
 * and their answers would have 265 MB together, and for another, whose would have 629 MB.
 */
class WindowMemoryTest {
    private static final String HEAP = "-Xmx400m";

    @TempDir
    private Path folder;

    /** Tiles that were shown: once for the answer, once more for the gradient. */
    private int shown(String overlap) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = ChildJvm.of(List.of(HEAP), WindowedVolume.class, "64", "256", "256", "32", overlap)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8).strip();
        assertThat(code).as(said).isZero();
        return Integer.parseInt(said);
    }

    @Test
    void memoryDoesNotGrowWithTheNumberOfTiles() throws IOException, InterruptedException {
        assertThat(shown("0.5")).isEqualTo(2 * 3 * 15 * 15);
        assertThat(shown("0.625")).isEqualTo(2 * 4 * 20 * 20);
    }
}
