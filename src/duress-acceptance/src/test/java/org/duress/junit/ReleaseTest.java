package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.gate.ReleaseBaselines;
import org.duress.result.Acceptance;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

/** A release from spec file to report, with nothing faked: baseline, waiver, continuous integration. */
class ReleaseTest {
    private static final String LONG_AGO = "[{organ: liver, limit: 0.9, owner: Ada, reason: r, expires: 2020-02-29}]";

    @TempDir
    Path folder;

    private SpecFolder specs(double limit, String waivers) throws IOException {
        return SpecFolder.of(folder, "small", """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 1, size: [32, 32], attackerSubjects: 0.5, seed: 7}
                attack: {contenders: [bumps], bumps: 16, samples: 1}
                gate: {maxDiceDrop: %s, decision: point, baseline: releases/1}
                waivers: %s
                """.formatted(limit, waivers)).with(DuressProperties.SEARCH, "full");
    }

    @Test
    void aRegressionFailsWithinItsLimitAndIsGoneWithTheBaselineThatHasIt() throws IOException {
        SpecFolder specs = specs(1, "[]");
        AssertionFailedError unsure = AdversarialRobustnessTest.failure(specs.run(), AssertionFailedError.class);
        assertThat(unsure).hasMessageStartingWith("INCONCLUSIVE");
        Path verdict = folder.resolve("reports/small/verdict.json");
        assertThat(verdict).content().contains("which is not there, so that nothing is compared");

        Path baseline = folder.resolve("specs/releases/1/small/verdict.json");
        ReleaseBaselines.accept(verdict, baseline, new Acceptance("Ada", "2026-11-30", "first", true));
        JsonMapper mapper = new JsonMapper();
        ObjectNode better = (ObjectNode) mapper.readTree(Files.readString(baseline));
        better.withArray("subjects").forEach(one -> {
            ObjectNode subject = (ObjectNode) one;
            subject.set("attackedDiceWarped", subject.get("cleanDice"));
        });
        Files.writeString(baseline, mapper.writeValueAsString(better));

        MultipleFailuresError worse = AdversarialRobustnessTest.failure(specs.run(), MultipleFailuresError.class);
        assertThat(worse).hasMessageContaining("organs worse than in the baseline in spec 'small'");
        assertThat(worse.getFailures())
                .allSatisfy(
                        failure -> assertThat(failure).hasMessageContaining(" regressed: under attack it fell by "));
        assertThat(mapper.readTree(Files.readString(verdict))
                        .at("/baseline/accepted/by")
                        .textValue())
                .isEqualTo("Ada");

        ReleaseBaselines.accept(verdict, baseline, new Acceptance("Ada", "2026-12-01", "as it is", true));
        assertThat(AdversarialRobustnessTest.failure(specs.run(), AssertionFailedError.class))
                .hasMessageStartingWith("INCONCLUSIVE");
    }

    @Test
    void continuousIntegrationWantsTheBaseline() throws IOException {
        SpecFolder ci = specs(1, "[]").with(DuressProperties.CI, "true");
        assertThat(AdversarialRobustnessTest.failure(ci.run(), DuressException.class))
                .hasMessageContaining("'gate.baseline' of spec 'small' is '")
                .hasMessageContaining("duress baseline accept");
        assertThat(folder.resolve("specs/releases")).doesNotExist();
    }

    /**
     * As root no permission binds, so that a checkout which cannot be written to is one in which nothing was. One
     * counterexample is not known yet, which a run at a desk would keep beside the others.
     */
    @ParameterizedTest
    @CsvSource({"'', expect: fail, 1", "', baseline: releases/1', waivers: [], 0"})
    void continuousIntegrationWritesReportsAndNothingElse(String baseline, String more, long succeeded)
            throws IOException {
        SpecFolder desk =
                SpecFolder.of(folder, "small", """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 1, size: [32, 32], attackerSubjects: 0.5, seed: 7}
                attack: {contenders: [bumps], bumps: 16, samples: 1}
                gate: {maxDiceDrop: 0.0001, decision: point, counterexamples: known%s}
                %s
                """.formatted(baseline, more)).with(DuressProperties.SEARCH, "full");
        desk.run();
        ReleaseBaselines.accept(
                folder.resolve("reports/small/verdict.json"),
                folder.resolve("specs/releases/1/small/verdict.json"),
                new Acceptance("Ada", "2026-11-30", "first", true));
        List<Path> known = files(folder.resolve("specs/known"));
        assertThat(known).hasSizeGreaterThan(1);
        Files.delete(known.get(0));
        Path reports = folder.resolve("built");
        Map<Path, String> before = states();

        desk.with(DuressProperties.CI, "true")
                .with(DuressProperties.REPORTS, reports.toString())
                .run()
                .testEvents()
                .assertStatistics(events -> events.started(1).succeeded(succeeded));

        JsonNode verdict =
                new JsonMapper().readTree(reports.resolve("small/verdict.json").toFile());
        assertThat(verdict.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(verdict.at("/baseline/accepted/by").asText()).isEqualTo(baseline.isEmpty() ? "" : "Ada");
        assertThat(files(reports.resolve("small/counterexamples")))
                .as("what is new is among the reports")
                .isNotEmpty();
        Map<Path, String> after = states();
        after.keySet().removeIf(path -> path.startsWith(reports));
        assertThat(after).isEqualTo(before);
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** When each file and folder was written, and how long files are; but of the folder that reports are made in. */
    private Map<Path, String> states() throws IOException {
        Map<Path, String> states = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(path -> !path.equals(folder)).toList()) {
                states.put(
                        path,
                        Files.getLastModifiedTime(path) + (Files.isRegularFile(path) ? " " + Files.size(path) : ""));
            }
        }
        return states;
    }

    @Test
    void whatAWaiverDoesNotCoverAnyMoreFailsInItsName() throws IOException {
        MultipleFailuresError error =
                AdversarialRobustnessTest.failure(specs(0.0001, LONG_AGO).run(), MultipleFailuresError.class);
        assertThat(error.getFailures())
                .filteredOn(failure -> String.valueOf(failure.getMessage()).startsWith("liver"))
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessageEndingWith("; the waiver of Ada expired on 2020-02-29"));
    }
}
