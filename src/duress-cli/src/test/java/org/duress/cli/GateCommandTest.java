package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateCommandTest {
    private static final List<String> FOLDERS =
            List.of(DuressProperties.REPORTS, DuressProperties.STORE, DuressProperties.COUNTEREXAMPLES);

    @TempDir
    Path folder;

    private final List<String> before =
            FOLDERS.stream().map(name -> System.getProperty(name, "")).toList();

    @BeforeEach
    void writeHere() {
        FOLDERS.forEach(name -> System.setProperty(name, folder.resolve(name).toString()));
    }

    @AfterEach
    void writeThere() {
        for (int i = 0; i < FOLDERS.size(); i++) {
            if (before.get(i).isEmpty()) {
                System.clearProperty(FOLDERS.get(i));
            } else {
                System.setProperty(FOLDERS.get(i), before.get(i));
            }
        }
    }

    private String spec(String expect) throws IOException {
        return spec("command", expect, "spec.yaml");
    }

    private String spec(String name, String expect, String file) throws IOException {
        Path place = folder.resolve(file);
        Files.createDirectories(place.resolveSibling("."));
        return Files.writeString(place, """
                name: %s
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 3, slices: 1, size: [32, 32], attackerSubjects: 0.4}
                attack: {contenders: [bumps], bumps: 16, samples: 1}
                gate: {maxDiceDrop: 0.0001}
                expect: %s
                """.formatted(name, expect)).toString();
    }

    @Test
    void aSpecIsGatedHereAndReported() throws IOException {
        assertThat(DuressTest.said("gate", spec("fail"))).startsWith("0 ").contains("command");
        assertThat(folder.resolve(DuressProperties.REPORTS).resolve("command/verdict.json"))
                .content()
                .contains("\"FAIL\"");
        assertThat(DuressTest.said("gate", spec("pass"))).startsWith("1 ");
    }

    @Test
    void aBrokenSpecOfAFolderDoesNotStopTheOthers() throws IOException {
        spec("expected", "fail", "specs/a.yaml");
        spec("unexpected", "pass", "specs/b.yaml");
        spec("single", "fail", "single.yaml");
        String specs = folder.resolve("specs").toString();
        String single = folder.resolve("single.yaml").toString();
        assertThat(DuressTest.said("gate", specs, single))
                .startsWith("1 ")
                .containsSubsequence("expected", "unexpected", "single", "1 of 3 specs not as expected: unexpected");
        Files.writeString(folder.resolve("specs/aa.yaml"), "nmae: x\n");
        assertThat(DuressTest.said("gate", specs, single, single))
                .startsWith("2 ")
                .contains("unknown key 'nmae'", "2 of 4 specs not as expected: aa.yaml, unexpected")
                .doesNotContain("\tat ");
        assertThat(folder.resolve(DuressProperties.REPORTS).resolve("single/verdict.json"))
                .exists();
    }

    @Test
    void jsonIsOneDocumentAndAllElseGoesToStandardError() throws IOException {
        Files.createDirectories(folder.resolve("specs"));
        spec("fallen", "fail", "specs/a.yaml");
        Files.writeString(folder.resolve("specs/b.yaml"), "nmae: x\n");
        DuressTest.Said said =
                DuressTest.apart("gate", "--json", folder.resolve("specs").toString());
        JsonNode json = DuressTest.document(said);
        assertThat(said.code()).isEqualTo(2);
        assertThat(json.at("/exitCode").intValue()).isEqualTo(2);
        assertThat(json.at("/specs")).hasSize(2);
        assertThat(json.at("/specs/0/name").textValue()).isEqualTo("fallen");
        assertThat(json.at("/specs/0/asExpected").booleanValue()).isTrue();
        assertThat(json.at("/specs/0/result/verdict").textValue()).isEqualTo("FAIL");
        assertThat(json.at("/specs/0/result/organs")).isNotEmpty();
        assertThat(json.at("/specs/1/state").textValue()).isEqualTo("BROKEN");
        assertThat(json.at("/specs/1/why").textValue()).contains("unknown key 'nmae'");
        assertThat(said.err()).contains("clean Dice", "unknown key 'nmae'");
        said = DuressTest.apart("merge", "--json", folder.resolve("specs").toString());
        assertThat(said.code()).isEqualTo(2);
        assertThat(DuressTest.document(said).at("/error").textValue()).contains("there are no shards");
    }

    @Test
    void aBrokenMachineIsWorseThanABrokenSpec() throws IOException {
        Files.createDirectories(folder.resolve("specs"));
        Files.writeString(folder.resolve("specs/a.yaml"), "nmae: x\n");
        Files.writeString(folder.resolve("specs/b.yaml"), """
                name: elsewhere
                model: {format: open-inference, url: "http://127.0.0.1:1", name: unet, retries: 0, readySeconds: 1}
                cohort: {format: phantom, subjects: 3, slices: 1, size: [32, 32], attackerSubjects: 0.4}
                gate: {maxDiceDrop: 0.5}
                """);
        assertThat(DuressTest.said("gate", folder.resolve("specs").toString()))
                .startsWith("3 ")
                .contains("unknown key 'nmae'", "elsewhere is broken: ");
    }

    @Test
    void whatIsNotThereIsOneSentenceAndStopsNobody() throws IOException {
        String empty = Files.createDirectories(folder.resolve("empty")).toString();
        assertThat(DuressTest.said("gate", folder.resolve("no.yaml").toString(), empty, spec("fail")))
                .startsWith("2 ")
                .contains("no.yaml does not exist", "holds no spec file", "2 of 3 specs not as expected")
                .doesNotContain("\tat ");
        assertThat(DuressTest.said("gate")).startsWith("2 ").contains("DIR|FILE");
    }

    /** Where Spark is on the class path nobody answers, and where it is not that is said. */
    @Test
    void aClusterThatIsNotThereIsOneSentence() throws IOException {
        assertThat(DuressTest.said("gate", spec("pass"), "--master", "spark://127.0.0.1:1"))
                .startsWith("3 ")
                .contains("Spark")
                .doesNotContain("\tat ");
        assertThat(DuressTest.said(
                        "sweep", spec("pass"), "--master", "spark://127.0.0.1:1", "--set", "attack.seed=1,2"))
                .startsWith("3 ")
                .contains("Spark")
                .doesNotContain("\tat ");
    }

    @Test
    void aSweepNeedsACluster() throws IOException {
        assertThat(DuressTest.said("sweep", spec("pass"))).startsWith("2 ").contains("--master");
    }
}
