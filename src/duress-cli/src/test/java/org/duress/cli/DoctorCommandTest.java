package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    /** Every reader that Duress has is on this class path, and none may be skipped. */
    @Test
    void allEnginesOfTheClassPathAreRight() throws IOException {
        DuressTest.Said said = DuressTest.apart("doctor");
        assertThat(said.code()).isZero();
        for (String format : new String[] {"duress", "onnx", "torchscript", "keras", "dl4j", "samediff"}) {
            assertThat(said.out().lines())
                    .anyMatch(line -> line.matches("ok +" + format + " +a small model is read, .* are right"));
        }
        assertThat(said.out()).contains("0 broken");
        DuressTest.Said json = DuressTest.apart("doctor", "--json");
        JsonNode document = DuressTest.document(json);
        assertThat(document.at("/exitCode").intValue()).isZero();
        assertThat(document.at("/findings/0/subject").textValue()).isEqualTo("Java");
        assertThat(document.at("/findings/0/state").textValue()).isEqualTo("ok");
    }
}
