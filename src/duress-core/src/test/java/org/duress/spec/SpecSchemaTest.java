package org.duress.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema of specs is what the keys give, in the jar and in the documents. */
class SpecSchemaTest {
    private static final Path MADE = Path.of("target", "spec.schema.json");

    @ParameterizedTest
    @ValueSource(strings = {"docs/spec.schema.json", "src/duress-core/src/main/resources/org/duress/spec.schema.json"})
    void theCommittedSchemaIsWhatTheKeysGive(Path committed) throws IOException {
        String text = SpecSchema.text();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, text);
        assertThat(Files.exists(committed) ? Files.readString(committed) : "")
                .as(
                        "%s is not what the keys give; after this test cp %s %s makes it so, and goes into the commit",
                        committed, MADE, committed)
                .isEqualTo(text);
    }

    @Test
    void everyKeyStandsInIt() {
        assertThat(SpecKeys.ALL)
                .allSatisfy(key -> assertThat(SpecSchema.text()).contains("\"description\": \"" + key.meaning()));
    }
}
