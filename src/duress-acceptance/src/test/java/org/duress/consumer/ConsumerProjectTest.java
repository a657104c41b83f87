package org.duress.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the scripts below {@code it} would notice. */
class ConsumerProjectTest {
    @TempDir
    Path folder;

    @Test
    void noiseIsWhatOthersSayWhileTestsRun() throws IOException {
        Files.writeString(folder.resolve("build.log"), """
                Running pre-build script: prebuild.groovy
                [INFO]  T E S T S
                \u001b[0mSLF4J: Defaulting to no-operation (NOP) logger implementation
                [INFO] Running RobustnessTest
                [duress] phantoms: open
                [W NNPACK.cpp:64] Could not initialize NNPACK! Reason: Unsupported hardware.
                spec      organ     clean  attacked   drop   limit  worst  in        p  verdict  expected
                -----------------------------------------------------------------------------------------
                phantoms  pancreas  0.796     0.415  0.478 > 0.300  0.612  p003  0.072  FAIL     FAIL
                faint     pancreas  0.796     0.715  0.102   0.300  0.212  p003  0.005  PASS     PASS
                2 specs, every verdict as expected
                faint: PASS: 93 trials on 16 slices; it is no proof that no perturbation can
                [INFO] Results:
                Running post-build script: postbuild.groovy
                """);

        assertThat(ConsumerProject.in(folder.toFile()).noise())
                .containsExactly(
                        "SLF4J: Defaulting to no-operation (NOP) logger implementation",
                        "[W NNPACK.cpp:64] Could not initialize NNPACK! Reason: Unsupported hardware.");
    }

    @Test
    void testsRunAreCountedAndNoneWhereNoneRan() throws IOException {
        assertThat(ConsumerProject.in(folder.toFile()).testsRun()).isZero();
        Path reports = Files.createDirectories(folder.resolve("target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-A.xml"), "<testsuite xmlns=\"x\" name=\"A\" tests=\"2\" errors=\"0\">");
        Files.writeString(reports.resolve("TEST-B.xml"), "<testsuite name=\"B\" time=\"1\" tests=\"1\" errors=\"0\">");
        assertThat(ConsumerProject.in(folder.toFile()).testsRun()).isEqualTo(3);
    }
}
