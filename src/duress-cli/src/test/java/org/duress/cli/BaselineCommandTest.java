package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.report.VerdictJson;
import org.duress.result.Verdict;
import org.duress.spec.DuressProperties;
import org.duress.spec.Expectation;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineCommandTest {
    @TempDir
    Path folder;

    private String reports = "";
    private String ci = "";

    @BeforeEach
    void here() {
        reports = System.getProperty(DuressProperties.REPORTS, "");
        ci = System.getProperty(DuressProperties.CI, "");
        System.setProperty(DuressProperties.REPORTS, folder.resolve("reports").toString());
        System.setProperty(DuressProperties.CI, "false");
    }

    @AfterEach
    void there() {
        reset(DuressProperties.REPORTS, reports);
        reset(DuressProperties.CI, ci);
    }

    private static void reset(String property, String value) {
        if (value.isEmpty()) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    private Path spec(String gate) throws IOException {
        return Files.writeString(folder.resolve("spec.yaml"), """
                name: liver
                model: {format: duress, path: m.zip}
                cohort: {format: phantom, attackerSubjects: 0.5}
                gate: {%s}
                """.formatted(gate));
    }

    private Path verdict(Verdict verdict) throws IOException {
        Path file = folder.resolve("reports/liver/verdict.json");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, VerdictJson.of(Outcomes.result("liver", verdict, Expectation.PASS)));
    }

    @Test
    void theVerdictOfASpecGoesWhereTheSpecWantsIt() throws IOException {
        verdict(Verdict.PASS);
        Path place = folder.resolve("releases/1.3/liver/verdict.json");
        assertThat(DuressTest.said(
                        "baseline",
                        "accept",
                        spec("baseline: releases/1.3").toString(),
                        "--why",
                        "first",
                        "--by",
                        "Ada"))
                .startsWith("0 ")
                .contains("is now the baseline '" + place + "', accepted by Ada (first); commit it");
        assertThat(place).content().contains("\"by\" : \"Ada\"").contains("\"why\" : \"first\"");
    }

    @Test
    void whatIsNoPassNeedsSayingSo() throws IOException {
        String verdict = verdict(Verdict.FAIL).toString();
        Path place = folder.resolve("b.json");
        assertThat(DuressTest.said("baseline", "accept", verdict, "--why", "w", "--to", place.toString()))
                .startsWith("2 ")
                .contains("is a FAIL", "--despite-verdict");
        assertThat(place).doesNotExist();
        assertThat(DuressTest.said(
                        "baseline", "accept", verdict, "--why", "w", "--to", place.toString(), "--despite-verdict"))
                .startsWith("0 ");
        assertThat(place)
                .content()
                .contains("\"despiteVerdict\" : true")
                .contains("\"by\" : \"" + System.getProperty("user.name") + "\"");
    }

    @Test
    void eachMistakeIsOneSentence() throws IOException {
        String verdict = verdict(Verdict.PASS).toString();
        assertThat(DuressTest.said("baseline", "accept", verdict, "--why", "w"))
                .startsWith("2 ")
                .contains("say it with --to");
        assertThat(DuressTest.said(
                        "baseline", "accept", spec("maxDiceDrop: 0.3").toString(), "--why", "w"))
                .startsWith("2 ")
                .contains("spec 'liver' names no 'gate.baseline'");
        assertThat(DuressTest.said("baseline", "accept", verdict, "--to", "b.json"))
                .startsWith("2 ")
                .contains("--why");
        assertThat(DuressTest.said("baseline")).startsWith("2 ");
    }

    @Test
    void continuousIntegrationAcceptsNothing() throws IOException {
        String verdict = verdict(Verdict.PASS).toString();
        System.setProperty(DuressProperties.CI, "true");
        Path place = folder.resolve("b.json");
        assertThat(DuressTest.said("baseline", "accept", verdict, "--why", "w", "--to", place.toString()))
                .startsWith("2 ")
                .contains("and not by continuous integration");
        assertThat(place).doesNotExist();
    }
}
