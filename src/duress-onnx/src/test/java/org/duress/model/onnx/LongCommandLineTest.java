package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duress.base.ChildJvm;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/**
 * Build tools and IDEs start JVMs with class paths of many thousand characters, which end ONNX Runtime on a small
 * stack.
 */
class LongCommandLineTest {
    /** Opens a model in a JVM of its own. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            try (SegmentationModel model =
                    Models.open(new ModelSpec("onnx", Path.of("classpath:org/duress/model/onnx/nnunet.onnx")))) {
                System.out.println("classes: " + model.classes());
            }
        }
    }

    @Test
    void aModelOpensWhateverTheLengthOfTheClassPath() throws Exception {
        Process process = ChildJvm.of(List.of("-Xmx512m", "-Dfiller=" + "x".repeat(50_000)), Opener.class)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("classes: ");
    }
}
