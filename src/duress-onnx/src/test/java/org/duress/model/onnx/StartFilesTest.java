package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StartFilesTest {
    private static final Pattern FOLDER = Pattern.compile("(/\\S*/onnxruntime-java\\d+)/");

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingOfTheStartOfOnnxRuntimeStaysInTheTemporaryFolder() throws IOException {
        try (SegmentationModel model = Models.open(new ModelSpec(
                "onnx", Path.of("src/duress-onnx/src/test/resources/org/duress/model/onnx/fixed-unet.onnx")))) {
            // Compared with ONNX Runtime at each new size.
            assertThat(model.probabilities(new ImageBatch(new float[48 * 32], 1, Grid.of(48, 32))))
                    .isNotEmpty();
        }
        Matcher loaded = FOLDER.matcher(Files.readString(Path.of("/proc/self/maps")));
        assertThat(loaded.find()).as("its library is in a folder of its own").isTrue();
        assertThat(Path.of(loaded.group(1))).doesNotExist();
        String folder = Objects.requireNonNullElse(System.getenv("TMPDIR"), "/tmp");
        assertThat(Path.of(folder, "mat-debug-" + ProcessHandle.current().pid() + ".log"))
                .doesNotExist();
    }
}
