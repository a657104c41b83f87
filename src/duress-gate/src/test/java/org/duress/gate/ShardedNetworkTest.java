package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.prepare.Contenders;
import org.duress.model.Opaque;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.report.VerdictJson;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks, trained attackers, a critic, canaries and what hurts one slice on all: shards change none of it. */
class ShardedNetworkTest {
    private static final String SPEC = """
            name: sharded
            model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
            cohort: {format: phantom, subjects: 8, slices: 2, size: [32, 32], seed: 5, attackerSubjects: 0.25}
            attack: {xi: 2.0, steps: 2, substituteSteps: 2, batch: 1, samples: 1, restarts: 1, gradientSteps: 1,
              queries: 200, bumps: 16, refine: 1}
            realism: {detectorSteps: 3}
            gate: {maxDiceDrop: 1.0, decision: point}
            """;

    @TempDir
    Path folder;

    @Test
    void shardsOfASpecAreOneRun() throws IOException {
        same(SPEC, false);
    }

    @Test
    void soAreThoseOfAModelWithoutGradients() throws IOException {
        same(SPEC, true);
    }

    private void same(String text, boolean opaque) throws IOException {
        RobustnessSpec spec = SpecFiles.read(Files.writeString(folder.resolve("spec.yaml"), text));
        Cohort cohort = Cohorts.open(spec.cohort());
        assertThat(Cohorts.split(cohort, spec.cohort()).gate()).hasSize(6);
        try (SegmentationModel opened = Models.open(spec.model())) {
            SegmentationModel model = opaque ? new Opaque(opened) : opened;
            // Exactly what a gate trains: from here on everything is loaded, by shards and by a run alone.
            assertThat(gate("shared").train(spec, model, cohort, GateListener.SILENT))
                    .contains("attacker trained: 2 steps")
                    .contains(opaque ? "substitute trained: 2 steps" : "attacker trained");
            List<String> trained = stored();
            for (int number = 1; number <= 3; number++) {
                gate("shared")
                        .shard(
                                new Shard(number, 3),
                                folder.resolve("shards"),
                                spec,
                                model,
                                cohort,
                                GateListener.SILENT);
            }
            GateOutcome merged =
                    gate("shared").merge(List.of(folder.resolve("shards")), spec, model, cohort, GateListener.SILENT);
            GateOutcome whole = gate("alone").run(spec, model, cohort, GateListener.SILENT);
            assertThat(ShardsTest.told(merged)).isEqualTo(ShardsTest.told(whole));
            assertThat(VerdictJson.of(whole.result())).contains("UNIVERSAL").contains(opaque ? "SUBSTITUTE" : "VAEGAN");
            assertThat(whole.result().evidence().strength().canaries()).isNotEmpty();
            assertThat(whole.result().evidence().attacker().fromStore()).isTrue();
            assertThat(stored()).isEqualTo(trained).hasSize(opaque ? 2 : 1);
            try (Workers workers = new Workers(worker(spec, model, cohort), worker(spec, model, cohort))) {
                GateOutcome byOthers = gate("others").run(spec, model, cohort, workers, GateListener.SILENT);
                assertThat(ShardsTest.told(byOthers)).isEqualTo(ShardsTest.told(whole));
                assertThat(workers.orders)
                        .hasSize(7)
                        .startsWith(
                                "baseline 12/12", "critic 12/12", "first look 12/12", "attack 12/12", "universal 12/12")
                        .last()
                        .asString()
                        .startsWith("canary");
            }
        }
    }

    /** What the store has, without checksums, locks and checkpoints. */
    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".attacker") || name.endsWith(".substitute"))
                    .sorted()
                    .toList();
        }
    }

    /** Of a machine of its own, with the store of all. */
    private BatchWork worker(RobustnessSpec spec, SegmentationModel model, Cohort cohort) {
        return BatchWork.of(
                spec,
                model,
                cohort,
                folder.resolve("store"),
                folder.resolve("none"),
                Search.FIRST,
                GateListener.SILENT);
    }

    private RobustnessGate gate(String counterexamples) {
        return new RobustnessGate(
                () -> "cpu (test)",
                new Contenders(folder.resolve("store")),
                Optional.of(folder.resolve(counterexamples)),
                Search.FIRST);
    }
}
