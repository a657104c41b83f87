package org.duress.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkMasterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"spark://127.0.0.1:1", "spark://127.0.0.1:1,127.0.0.1:2", "spark://nowhere", "spark://h:99999"})
    void aMasterThatNobodyAnswersForIsOneSentence(String master) {
        assertThatThrownBy(() -> SparkMaster.connect(master, Map.of()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("the Spark master '" + master + "' cannot be reached (nobody answers there); check its"
                        + " address, and that it runs");
    }

    @Test
    void whatIsNoMasterIsOneSentence() {
        assertThatThrownBy(() -> SparkMaster.connect("yesterday", Map.of("spark.ui.enabled", "false")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("the Spark master 'yesterday' cannot be reached (")
                .hasMessageEndingWith("); check its address, and that it runs");
    }
}
