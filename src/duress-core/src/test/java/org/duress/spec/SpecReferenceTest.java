package org.duress.spec;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** docs/spec-reference.md is what the keys give, and has every key and property that is read. */
class SpecReferenceTest {
    private static final Path COMMITTED = Path.of("docs", "spec-reference.md");
    private static final Path MADE = Path.of("target", "spec-reference.md");

    @Test
    void theCommittedReferenceIsWhatTheKeysGive() throws IOException {
        String text = SpecReference.text();
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, text);
        assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
                .as(
                        "%s is not what the keys give; after this test cp %s %s makes it so, and goes into the commit",
                        COMMITTED, MADE, COMMITTED)
                .isEqualTo(text);
    }

    @Test
    void everyKeyStandsInIt() {
        assertThat(SpecKeys.ALL)
                .hasSizeGreaterThan(80)
                .allSatisfy(key -> assertThat(SpecReference.text()).contains("\n- `" + key + "`:"));
    }

    @Test
    void everyPropertyStandsInIt() {
        Set<String> known = Arrays.stream(DuressProperties.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(SpecReferenceTest::constant)
                .filter(value -> value.startsWith("duress.") && !value.endsWith("."))
                // A key of a spec, which is in another table.
                .filter(value -> !value.equals(DuressProperties.COHORT_SEED))
                .collect(toSet());
        assertThat(DuressProperties.ALL.stream().map(DuressProperties.Property::name))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private static String constant(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
