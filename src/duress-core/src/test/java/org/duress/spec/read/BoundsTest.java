package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spec may not ask for, since no machine could give it. */
class BoundsTest {
    private static final String SPEC = """
            name: n
            model: {format: duress, path: m.zip}
            cohort: {format: phantom, attackerSubjects: 0.5}
            attack: {steps: 1}
            """;
    private static final String SERVED = SPEC.replace("path: m.zip", "url: 'http://localhost:1', name: m, batch: 1");

    @TempDir
    private Path folder;

    private RobustnessSpec read(String text) {
        try {
            return SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(DuressException.class).hasMessageContaining(message);
    }

    /** The table of edit distances alone took as much again for each key that is known. */
    @Test
    void aLongKeyIsComparedByItsBeginning() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        refused(SPEC + "? gaet" + "#".repeat(200_000) + "\n: 1\n", "unknown key 'gaet##");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(128 << 20);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    attack: {steps: 1} | attack: {batch: 2000000000} | 4: 'attack.batch' must be a whole number from \
                    1 to 1024, not 2000000000; more images at once would not fit into memory
                    attack: {steps: 1} | attack: {batch: 99999999999999999999} | \
                    'attack.batch' must be a whole number from 1 to 1024, not 99999999999999999999;
                    attack: {steps: 1} | attack: {samples: 1001} | \
                    'attack.samples' must be a whole number from 1 to 1000
                    attack: {steps: 1} | attack: {steps: 1000001} | \
                    'attack.steps' must be a whole number from 1 to 1000000
                    attack: {steps: 1} | attack: {queries: 1000001} | \
                    'attack.queries' must be a whole number from 1 to 1000000
                    attack: {steps: 1} | attack: {restarts: 1001} | \
                    'attack.restarts' must be a whole number from 1 to 1000
                    attack: {steps: 1} | attack: {gradientSteps: 1000001} | \
                    'attack.gradientSteps' must be a whole number from 1
                    attack: {steps: 1} | attack: {gradientSpacing: 4097} | \
                    'attack.gradientSpacing' must be a whole number from 1 to 4096
                    attack: {steps: 1} | attack: {substituteSteps: 1000001} | \
                    'attack.substituteSteps' must be a whole number from 1
                    attack: {steps: 1} | attack: {substituteCopies: 1001} | \
                    'attack.substituteCopies' must be a whole number from 0 to 1000
                    attack: {steps: 1} | attack: {criticSteps: 1001} | \
                    'attack.criticSteps' must be a number from 1 to 1000
                    attack: {steps: 1} | attack: {latentChannels: 1025} | \
                    'attack.latentChannels' must be a number from 1 to 1024
                    attack: {steps: 1} | attack: {latentStride: 2048} | \
                    'attack.latentStride' must be a power of two from 2 to 1024
                    format: phantom | format: phantom, size: [4097, 64] | \
                    3: 'cohort.size' must be a whole number from 1 to 4096, not 4097; no slice is larger
                    format: phantom | format: phantom, subjects: 10001 | \
                    'cohort.subjects' must be a whole number from 1 to 10000
                    format: phantom | format: phantom, slices: 10001 | \
                    'cohort.slices' must be a whole number from 1 to 10000
                    format: phantom | format: phantom, organs: {a: [99999999]} | \
                    'cohort.organs.a' must be a whole number from 1 to 16777216
                    format: phantom | format: phantom, minOrganPixels: 999999999 | \
                    'cohort.minOrganPixels' must be a whole number from 0
                    path: m.zip | 'path: m.zip, classes: {a: 65537}' | \
                    'model.classes.a' must be a whole number from 1 to 65536
                    """)
    void aNumberBeyondItsRangeIsNamedWithKeyAndRange(String right, String wrong, String message) {
        assertThat(SPEC).contains(right);
        refused(SPEC.replace(right, wrong), message);
    }

    @ParameterizedTest
    @CsvSource({"batch, 1025", "inFlight, 257", "retries, 1001", "requestSeconds, 86401", "readySeconds, 2000000000"})
    void aServersNumbersHaveRangesToo(String key, String value) {
        refused(SERVED.replace("batch: 1", key + ": " + value), "'model." + key + "' must be a whole number from ");
    }

    @Test
    void propertiesAreHeldToTheSameRanges() {
        PropertyLayers properties = PropertyLayers.of(new PropertyLayer(
                "system property",
                key -> Optional.ofNullable(Map.of("duress.attack.batch", "5000").get(key)),
                Set.of("duress.attack.batch")));
        Path file = folder.resolve("spec.yaml");
        read(SPEC);
        assertThatThrownBy(() -> SpecFiles.read(file, properties))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(
                        "system property duress.attack.batch: 'attack.batch' must be a whole number from 1"
                                + " to 1024, not 5000");
    }

    @Test
    void whatIsInRangeAloneMayBeTooMuchTogether() {
        String large = SPEC.replace("format: phantom", "format: phantom, size: [1024, 1024]");
        read(large.replace("steps: 1", "batch: 64"));
        refused(
                large.replace("steps: 1", "batch: 65"),
                ":4: 'attack.batch' gives batches of 65 images of 1024 x 1024 pixels, but at most 67108864 pixels are"
                        + " computed at once; lower the batch or cohort.size");
        refused(
                SERVED.replace("format: phantom", "format: phantom, size: [1024, 1024]")
                        .replace("batch: 1", "batch: 65"),
                ":2: 'model.batch' gives batches of 65 images of 1024 x 1024 pixels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void yamlIsNoDeeperThanAnySpec(String opening) {
        refused(opening.repeat(2_000), "not YAML: it is nested deeper than 32 levels, which no spec needs");
    }

    @Test
    void yamlIsNoLongerThanAnySpec() {
        refused(
                "name: " + "x".repeat(5 << 20),
                "spec.yaml holds more than 262144 bytes, which no spec needs; check where it comes from");
    }

    @Test
    void aSentenceQuotesALongValueInPart() {
        assertThatThrownBy(() -> read(
                        "name: n\nmodel: {format: duress, path: m.zip}\ncohort: {format: " + "x".repeat(100_000) + "}"))
                .isInstanceOf(DuressException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(1_010));
    }

    @Test
    void aPatternIsNoLongerThanAnyNeeds() {
        refused(
                SPEC.replace(
                        "format: phantom",
                        "format: nifti, images: i, labels: l, organs: {a: [1]}, size: [8, 8]," + " subject: '"
                                + "(".repeat(501) + "'"),
                "'cohort.subject' must be a regular expression of at most 500 characters, not of 501");
    }
}
