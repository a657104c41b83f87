package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole gate on a volume of 32 x 128 x 128 voxels, from the clean answer to the pictures: in a heap in which all that
 * it keeps would not fit, where most of it lies in files, and in a large one. {@link GatedVolume} says what is done.
 */
class GateMemoryTest {
    @TempDir
    private Path folder;

    /**
     * What the gate said, its memory aside.
     *
     * @param heap alone is what is held: training takes more beside it than a small heap lets it by default
     */
    private List<String> said(String heap, String contender) throws IOException, InterruptedException {
        Path output = folder.resolve("output" + heap);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-XX:MaxNewSize=8m",
                        "-Dorg.bytedeco.javacpp.maxbytes=1g",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatedVolume.class.getName(),
                        "32",
                        "128",
                        "128",
                        "32",
                        "0.02",
                        contender))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(code).as(text).isZero();
        return text.lines()
                .filter(line -> line.contains("[VmHWM"))
                .map(line -> line.substring(0, line.indexOf("  [VmHWM")))
                .toList();
    }

    private void sameNumbers(String small, String contender) throws IOException, InterruptedException {
        List<String> said = said(small, contender);
        assertThat(said).anyMatch(line -> line.startsWith("FAIL")).contains("1 counterexamples", "PanelReporter");
        assertThat(withoutTimes(said("-Xmx2g", contender))).isEqualTo(withoutTimes(said));
    }

    /** "attacker trained: 20 steps on 1 volumes (61.9 s)" takes as long as it takes. */
    private static List<String> withoutTimes(List<String> said) {
        return said.stream()
                .map(line -> line.replaceAll("\\([0-9.]+ s\\)", "(s)"))
                .toList();
    }

    @Test
    void whatIsKeptInFilesGivesTheSameNumbers() throws IOException, InterruptedException {
        sameNumbers("-Xmx88m", "gradient");
    }

    /** Besides, its latents and what Adam knows of them are on the heap, 10 bytes a voxel. */
    @Test
    void soItIsOfTheTrainedAttacker() throws IOException, InterruptedException {
        sameNumbers("-Xmx98m", "vaegan");
    }
}
