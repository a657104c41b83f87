package org.duress.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.result.GateOutcome;
import org.duress.spec.Contender;
import org.duress.spec.Search;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two executors in processes of their own, one of which is killed in its first task. */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class SparkGateTest {
    private static @Nullable JavaSparkContext cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(Killer.settings(mark()));
        settings.putAll(FarFileSystem.settings());
        cluster = LocalCluster.start(settings);
    }

    private static Path mark() {
        return LocalCluster.home().resolve("kill");
    }

    @AfterAll
    static void stop() {
        spark().close();
    }

    private static JavaSparkContext spark() {
        return Objects.requireNonNull(cluster);
    }

    @BeforeEach
    void write() throws IOException {
        // A model in a file, so that executors need one.
        Files.createDirectories(folder.resolve("models"));
        try (var in = Models.class.getResourceAsStream("/org/duress/phantom-unet-small.zip")) {
            Files.write(
                    folder.resolve("models/unet.zip"),
                    Objects.requireNonNull(in).readAllBytes());
        }
        Files.writeString(folder.resolve("spec.yaml"), """
                name: spark
                model: {format: duress, path: models/unet.zip}
                cohort: {format: phantom, subjects: 5, slices: 3, seed: 5, size: [32, 32], attackerSubjects: 0.4}
                attack: {xi: 2.0, steps: 4, batch: 2, samples: 2, restarts: 2, gradientSteps: 2,
                  queries: 200, bumps: 16}
                realism: {detectorSteps: 3}
                gate: {maxDiceDrop: 1.0, decision: point}
                """);
    }

    private String spec() {
        return folder.resolve("spec.yaml").toString();
    }

    private GateOutcome alone(String known) {
        Understood understood = Models.understood(SpecFiles.read(folder.resolve("spec.yaml")));
        try (SegmentationModel model = understood.open()) {
            return new RobustnessGate(folder.resolve("alone"), folder.resolve(known), Search.FULL)
                    .run(understood.spec(), model, understood.cohort(), GateListener.SILENT);
        }
    }

    /** Everything but the time that it took. */
    private static String told(GateOutcome outcome) {
        return outcome.result().verdict() + " " + outcome.result().breaches() + " "
                + outcome.result().evidence().toString().replaceAll("Durations\\[[^]]*]", "Durations[?]");
    }

    @Test
    void aKilledExecutorCostsItsTaskAndNothingElse() throws IOException {
        // The fourth task: what the executor has made before is lost with it.
        Killer.arm(mark(), "duress: attack", 3);
        GateOutcome shared;
        Set<String> asked = new LinkedHashSet<>();
        try (SparkGate gate = SparkGate.shipping(spark(), folder.resolve("store"))) {
            shared = gate.run(spec(), Map.of(), folder.resolve("known"), Search.FULL, hearing(asked));
        }
        assertThat(mark()).as("mark of who is to be killed").doesNotExist();
        GateOutcome alone = alone("none");
        assertThat(told(shared)).isEqualTo(told(alone));
        assertThat(alone.result().evidence().contenders()).contains(Contender.VAEGAN, Contender.UNIVERSAL);
        assertThat(alone.result().evidence().strength().canaries()).isNotEmpty();
        assertThat(asked)
                .as("what executors did")
                .containsExactly("baseline", "critic", "attack", "universal", "canary");
    }

    /** Notes what is done on executors. */
    private static GateListener hearing(Set<String> jobs) {
        return new GateListener() {
            @Override
            public void begin(Stage stage) {}

            @Override
            public void end(Stage stage, String summary) {}

            @Override
            public void step(String phase, int done, int total, String detail) {
                if (phase.endsWith(" on executors")) {
                    jobs.add(phase.replace(" on executors", ""));
                }
            }
        };
    }

    /** They are tried on executors, so these must have them, and who keeps them is the driver. */
    @Test
    void knownCounterexamplesGoWithTheJob() throws IOException {
        Path spec = folder.resolve("spec.yaml");
        Files.writeString(
                spec,
                Files.readString(spec)
                        .replace("attack: {", "attack: {contenders: [bumps], ")
                        .replace("maxDiceDrop: 1.0", "maxDiceDrop: 0.05"));
        assertThat(alone("known").counterexamples()).isNotEmpty();
        copy(folder.resolve("known"), folder.resolve("twin"));
        GateOutcome again = alone("twin");
        GateOutcome shared;
        try (SparkGate gate = SparkGate.shipping(spark(), folder.resolve("store"))) {
            shared = gate.run(spec(), Map.of(), folder.resolve("known"), Search.FULL, GateListener.SILENT);
        }
        assertThat(again.result().evidence().strength().toString()).contains("REPLAY");
        assertThat(told(shared)).isEqualTo(told(again));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one)));
            }
        }
    }

    /** The spec by its address, with model and all else that it names beside it. */
    @Test
    void aSweepOfAnAddressReportsEveryPoint() throws IOException {
        List<String> sentences;
        try (SparkGate gate = SparkGate.seeing(spark(), folder.resolve("store"))) {
            sentences = gate.sweep(
                    List.of(FarFileSystem.ADDRESS + spec()),
                    // With no canary, which an interval over three subjects leaves nothing to decide.
                    Map.of("duress.attack.contenders", "bumps", "duress.gate.decision", "interval"),
                    Map.of("attack.seed", List.of("1", "2")),
                    folder.resolve("reports"),
                    GateListener.SILENT);
        }
        assertThat(sentences).hasSize(2);
        assertThat(sentences.get(0)).startsWith("spark.attack.seed-1: ");
        assertThat(folder.resolve("reports/spark.attack.seed-2/verdict.json"))
                .content()
                .contains("\"seed\" : 2");
    }

    @Test
    void aWrongSettingIsOneSentenceBeforeAnythingIsDone() {
        try (SparkGate gate = SparkGate.seeing(spark(), folder.resolve("store"))) {
            assertThatThrownBy(() -> gate.sweep(
                            List.of(spec()),
                            Map.of(),
                            Map.of("attack.xi", List.of("1", "much")),
                            folder.resolve("reports"),
                            GateListener.SILENT))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("setting duress.attack.xi: 'attack.xi' must be a number, not 'much'");
        }
        assertThat(folder.resolve("reports")).doesNotExist();
    }

    @Test
    void aStoreThatIsAnAddressIsOneSentence() {
        assertThatThrownBy(() -> SparkGate.seeing(spark(), Path.of("s3a://bucket/store")))
                .isInstanceOf(DuressException.class)
                .hasMessage("the store 's3a:/bucket/store' is an address, and a store is a folder that all machines"
                        + " see, on a file system that renames in one step; set duress.store to one");
    }

    @Test
    void anExecutorWithoutTheModelFileIsOneSentence() throws IOException {
        try (SparkGate gate = SparkGate.seeing(spark(), folder.resolve("store"))) {
            Path model = folder.resolve("models/unet.zip");
            assertThatThrownBy(() ->
                            gate.run(spec(), Map.of(), folder.resolve("known"), Search.FULL, new GateListener() {
                                @Override
                                public void begin(Stage stage) {
                                    if (stage == Stage.BASELINE) {
                                        // The driver has opened it; the executors have not.
                                        assertThat(model.toFile().delete()).isTrue();
                                    }
                                }

                                @Override
                                public void end(Stage stage, String summary) {}

                                @Override
                                public void step(String phase, int done, int total, String detail) {}
                            }))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("executor ")
                    .hasMessageEndingWith(" has no '" + model + "', which the driver has; put it on a path that every"
                            + " executor sees, ship it with the job (--ship), or give the spec by its address on"
                            + " hdfs:// or s3a://");
        }
    }
}
