package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duress.base.ChildJvm;
import org.duress.base.Disks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store under real processes: two builds at once, and one that is killed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StoreProcessesTest {
    private static final String KEY = "abc123";

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
    void twoBuildsTrainOnce() throws IOException {
        Build first = start("whole");
        assertThat(first.line()).isEqualTo("TRAINING");
        Build second = start("whole");
        assertThat(second.line()).isEqualTo("NOTICE another build is training the same attacker; waiting for it");
        first.goOn();
        assertThat(first.line()).isEqualTo("TRAINED " + TextRecipe.CONTENT);
        assertThat(second.line()).isEqualTo("LOADED " + TextRecipe.CONTENT);
    }

    @Test
    void aBuildKilledWhileTrainingLeavesItsCheckpointsAndFreesTheOther() throws Exception {
        Build first = start("whole");
        assertThat(first.line()).isEqualTo("TRAINING");
        Build second = start("whole");
        assertThat(second.line()).startsWith("NOTICE");
        assertThat(folder.resolve("work/" + KEY + "/steps/checkpoint")).hasContent("step 100");
        first.kill();
        assertThat(second.line()).isEqualTo("TRAINING");
        second.goOn();
        assertThat(second.line()).isEqualTo("TRAINED " + TextRecipe.CONTENT);
    }

    @Test
    void aBuildKilledWhileWritingLeavesNoEntry() throws Exception {
        Build build = start("halfway");
        assertThat(build.line()).isEqualTo("HALF");
        assertThat(folder.resolve(KEY + ".attacker")).doesNotExist();
        build.kill();

        List<String> notices = new ArrayList<>();
        TextRecipe recipe = new TextRecipe();
        Stored<String> stored = new AttackerStore(folder, notices::add).obtain(KEY, recipe);

        assertThat(stored).isEqualTo(new Stored<>(TextRecipe.CONTENT, false));
        assertThat(notices)
                .as("half a file is no damage: it was never an entry")
                .isEmpty();
        assertThat(Disks.names(folder))
                .containsExactly(KEY + ".attacker", KEY + ".attacker.sha256", KEY + ".lock", "work");
    }

    private Build start(String how) throws IOException {
        Process process = ChildJvm.of(
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), StoreRacer.class, folder.toString(), KEY, how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return new Build(process, process.inputReader(StandardCharsets.UTF_8));
    }

    private record Build(Process process, BufferedReader out) {
        String line() throws IOException {
            return String.valueOf(out.readLine());
        }

        void goOn() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
