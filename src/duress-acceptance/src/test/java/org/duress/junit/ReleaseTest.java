package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.gate.ReleaseBaselines;
import org.duress.result.Acceptance;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
