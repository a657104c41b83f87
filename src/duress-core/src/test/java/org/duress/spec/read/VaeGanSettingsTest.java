package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaeGanSettingsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learningRate: 0 | learningRate must be a number above 0",
                "decay: 1 | decay must be a number of at least 0 and below 1",
                "leak: -0.1 | leak must be a number of at least 0 and below 1",
                "lambdaIntensity: -1 | lambdaIntensity must be a number of at least 0",
                "criticSteps: 0 | criticSteps must be a number from 1 to 1000",
                "latentStride: 6 | latentStride must be a power of two from 2 to 1024",
                "controlSpacing: 16 | controlSpacing must be at most latentStride (4), not 16",
                "baseChannels: 100000 | baseChannels must be a number from 1 to 1024, not 100000",
                "frozenShare: 1 | frozenShare must be a number of at least 0 and below 1"
            })
    void aValueOutOfRangeIsNamed(String setting, String message) throws Exception {
        Path file = folder.resolve("spec.yaml");
        Files.writeString(file, """
                name: x
                model: {format: duress, path: unet.zip}
                cohort: {format: phantom, attackerSubjects: 0.5}
                attack: {xi: 2.0, %s}
                """.formatted(setting));
        assertThatThrownBy(() -> SpecFiles.read(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("spec.yaml")
                .hasMessageContaining(message.replaceFirst("\\w+", "'attack.$0'"));
    }
}
