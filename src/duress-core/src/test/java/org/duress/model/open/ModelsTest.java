package org.duress.model.open;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Here only the core's own format is on the class path. */
class ModelsTest {
    @ParameterizedTest
    @CsvSource({
        "onnx, duress-onnx",
        "keras, duress-keras",
        "torchscript, duress-torchscript",
        "dl4j, duress-nd4j",
        "samediff, duress-nd4j",
        "open-inference, duress-served"
    })
    void aFormatWhoseArtifactIsAbsentNamesIt(String format, String artifact) {
        assertThatThrownBy(() -> Models.open(new ModelSpec(format, Path.of("model"))))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model.format " + format + " is read by org.duress:" + artifact
                        + ", which is not on the class path; add it to the dependencies, in test scope");
    }

    @Test
    void aFormatOfNobodyNamesThoseThereAre() {
        assertThatThrownBy(() -> Models.open(new ModelSpec("pickle", Path.of("model"))))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("model format 'pickle' is unknown; use one of [duress, monai, nnunet]");
    }
}
