package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duress.base.ChildJvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The number of native threads is fixed when a process starts, so each number takes a process. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ThreadsTest {
    private static final String SPEC = """
            name: threads
            model: {format: duress, path: "classpath:org/duress/phantom-unet.zip"}
            cohort: {format: phantom, subjects: 4, slices: 2, seed: 5, attackerSubjects: 0.5}
            attack: {xi: 2.0, steps: 4, batch: 3, samples: 2, restarts: 2, gradientSteps: 2,
              queries: 200, bumps: 16}
            realism: {detectorSteps: 3}
            gate: {maxDiceDrop: 0.9}
            """;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void attackerAndEvidenceAreTheSameToTheBitWithAnyNumberOfThreads() throws Exception {
        Files.writeString(folder.resolve("spec.yaml"), SPEC);
        Process one = start(1);
        Process two = start(2);
        Process three = start(3);
        List<String> measured = lines(one);
        assertThat(measured).hasSize(3);
        assertThat(measured.get(0)).endsWith(", 1 thread)");
        assertThat(measured.get(2))
                .contains("Durations[?]")
                .contains("crossEntropy=")
                .contains("GRADIENT");
        for (Process more : List.of(two, three)) {
            List<String> same = lines(more);
            assertThat(same.get(0)).endsWith(" threads)");
            assertThat(same.subList(1, 3)).isEqualTo(measured.subList(1, 3));
        }
    }

    private Process start(int threads) throws IOException {
        ProcessBuilder builder = ChildJvm.of(
                        List.of("-Xmx768m", "-Dorg.nd4j.log.initialization=false"),
                        GateProcess.class,
                        folder.resolve("spec.yaml").toString(),
                        folder.resolve("store" + threads).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        builder.environment().remove("OPENBLAS_NUM_THREADS");
        // More threads than processors: those that wait must not spin.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** What the process said, logging left out. */
    private static List<String> lines(Process process) throws IOException {
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            return out.lines()
                    .filter(line ->
                            line.startsWith("DEVICE ") || line.startsWith("ATTACKER ") || line.startsWith("EVIDENCE "))
                    .toList();
        }
    }
}
