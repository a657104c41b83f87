package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duress.data.Cohorts;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
    @TempDir
    Path folder;

    private final List<String> set = new ArrayList<>();

    @BeforeEach
    void name() {
        Map.of("duress.reports", "reports", "duress.store", "store", "duress.counterexamples", "counterexamples")
                .forEach((property, below) -> {
                    System.setProperty(property, folder.resolve(below).toString());
                    set.add(property);
                });
    }

    @AfterEach
    void forget() {
        set.forEach(System::clearProperty);
    }

    private Path spec(String name, String expect) throws IOException {
        return Files.writeString(
                Files.createDirectories(folder.resolve("specs")).resolve(name + ".yaml"), """
                name: %s
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 3, slices: 1, size: [32, 32], attackerSubjects: 0.34}
                attack: {contenders: [bumps], bumps: 16, queries: 400, samples: 1}
                gate: {maxDiceDrop: 0.01, decision: point}
                expect: %s
                """.formatted(name, expect));
    }

    private void shard(Path file, String shard) {
        RobustnessSpec spec = SpecFiles.read(file);
        try (SegmentationModel model = Models.open(spec.model())) {
            new RobustnessGate(folder.resolve("store"), folder.resolve("counterexamples"), Search.FIRST)
                    .shard(
                            Shard.parse(shard),
                            folder.resolve("shards"),
                            spec,
                            model,
                            Cohorts.open(spec.cohort()),
                            GateListener.SILENT);
        }
    }

    @Test
    void allSpecsThatHaveShardsAreMergedAndReported() throws IOException {
        Path weak = spec("weak", "fail");
        Path other = spec("other", "fail");
        spec("unsharded", "pass");
        for (String shard : List.of("1/2", "2/2")) {
            shard(weak, shard);
            shard(other, shard);
        }
        String shards = folder.resolve("shards").toString();
        String specs = folder.resolve("specs").toString();
        assertThat(DuressTest.said("merge", shards, "--specs", specs))
                .startsWith("0 ")
                .contains("weak", "other", "FAIL")
                .doesNotContain("unsharded");
        assertThat(folder.resolve("reports/weak/verdict.json")).content().contains("\"verdict\" : \"FAIL\"");
        assertThat(folder.resolve("reports/other/verdict.json")).exists();
        assertThat(folder.resolve("counterexamples/weak")).isNotEmptyDirectory();
    }

    @Test
    void aVerdictThatWasNotExpectedIsACodeOfItsOwn() throws IOException {
        Path weak = spec("weak", "pass");
        shard(weak, "1/1");
        assertThat(DuressTest.said("merge", folder.resolve("shards").toString(), "--specs", weak.toString()))
                .startsWith("1 ")
                .contains("fell by", "FAIL");
    }

    @Test
    void whatIsMissingIsOneSentence() throws IOException {
        Path weak = spec("weak", "pass");
        shard(weak, "1/2");
        String shards = folder.resolve("shards").toString();
        assertThat(DuressTest.said("merge", shards, "--specs", weak.toString()))
                .startsWith("2 ")
                .contains("shard 2/2 of spec 'weak' is missing in '" + shards + "'")
                .doesNotContain("\tat ");
        Files.delete(weak);
        spec("another", "pass");
        assertThat(DuressTest.said(
                        "merge", shards, "--specs", folder.resolve("specs").toString()))
                .startsWith("2 ")
                .contains("there is no spec 'weak' in '" + folder.resolve("specs") + "'");
        assertThat(DuressTest.said(
                        "merge",
                        folder.resolve("specs").toString(),
                        "--specs",
                        folder.resolve("specs").toString()))
                .startsWith("2 ")
                .contains("there are no shards in '" + folder.resolve("specs") + "'");
        assertThat(DuressTest.said("merge")).startsWith("2 ").contains("DIR");
    }
}
