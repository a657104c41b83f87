package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.perfect;
import static org.duress.gate.GateRun.slice;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.duress.attack.Perturbation;
import org.duress.base.Disks;
import org.duress.base.FaultyDisk;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.KeptCounterexample;
import org.duress.result.LeastScales;
import org.duress.result.OrganEvidence;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.Search;
import org.duress.store.Counterexample;
import org.duress.store.CounterexampleFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails a model is kept, and fails it again at once. */
class CounterexamplesTest {
    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void name() {
        folder = root.resolve("counterexamples");
    }

    /** The first slice loses its organ; of the second one pixel of four is lost, which is not past the limit alone. */
    private GateRun failing() {
        GateRun run = holding();
        run.attack = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            Arrays.fill(fields.intensity(), 0, 2, -0.6f);
            if (images.count() > 1) {
                fields.intensity()[6] = -1;
            }
            return List.of(fields);
        };
        return run;
    }

    /** The model stands the attack, but not the other one. */
    private GateRun holding() {
        GateRun run = new GateRun()
                .attacker("t", perfect("t_z0", 1, 6, 1, 0, 0, 0, 0, 0))
                .gate("g", perfect("g_z0", 1, 6, 1, 1, 0, 0, 0, 0), perfect("g_z1", 1, 6, 1, 1, 1, 1, 0, 0))
                // Not the image of g_z0: images are told apart by their pixels alone.
                .gate("h", slice("h_z0", 1, 6, new float[] {1, 1, 0.1f, 0, 0, 0}, 1, 1, 0, 0, 0, 0));
        run.attack = intensity(-0.1);
        run.counterexamples = folder;
        return run;
    }

    @Test
    void aFailureIsKeptWithTheLeastThatBreaksIt() throws IOException {
        GateOutcome outcome = failing().run();

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        LeastScales alone =
                new LeastScales(OptionalDouble.of(214 / 256.0), OptionalDouble.empty(), OptionalDouble.of(214 / 256.0));
        Path test = folder.resolve("test");
        assertThat(outcome.counterexamples())
                .containsExactly(
                        new KeptCounterexample("g", "g_z0", "liver", 1, 0, alone, test.resolve("g/g_z0.liver.npz")),
                        new KeptCounterexample(
                                "g", "g_z1", "liver", 1, 6 / 7.0, LeastScales.NONE, test.resolve("g/g_z1.liver.npz")),
                        new KeptCounterexample("h", "h_z0", "liver", 1, 0, alone, test.resolve("h/h_z0.liver.npz")));
        assertThat(outcome.counterexamples())
                .allSatisfy(kept -> assertThat(kept.file()).exists());
        assertThat(outcome.leastCases()).singleElement().satisfies(least -> {
            assertThat(least.slice().name()).isEqualTo("g_z0");
            assertThat(least.attackedDice()).isZero();
            assertThat(least.judged().trial().intensity()[0]).isEqualTo((float) (-0.6f * 214 / 256.0));
            assertThat(least.judged().segmented()).containsOnly(0);
        });
        Counterexample stored = folder().read("test").get(0);
        assertThat(stored.modelFingerprint()).isEqualTo("band-model");
        assertThat(stored.fields().intensity()).containsExactly(-0.6f, -0.6f, 0, 0, 0, 0);
        assertThat(test.toFile().list()).containsExactlyInAnyOrder("g", "h");
    }

    /** Both subjects together fall by 2/3, g alone by 1/3, h by all. */
    @Test
    void whatFailsOneSubjectAloneIsKeptAndFailsItAgain() {
        GateRun holds = failing();
        holds.maxDiceDrop = 0.7;
        assertThat(holds.run().result().verdict()).isNotEqualTo(Verdict.FAIL);

        GateRun first = failing();
        first.maxDiceDrop = 0.7;
        first.worstSubject = OptionalDouble.of(0.9);
        GateOutcome failed = first.run();
        assertThat(failed.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(failed.result().breaches())
                .containsExactly("liver fell by 1.0000 in subject h (Dice from 1.0000 to 0.0000), more than"
                        + " worstSubject=0.9, at p=0.1889");
        assertThat(failed.counterexamples()).hasSize(3);

        GateRun again = holding();
        again.maxDiceDrop = 0.7;
        again.worstSubject = OptionalDouble.of(0.9);
        again.search = Search.FIRST;
        assertThat(again.run().result().breaches()).isEqualTo(failed.result().breaches());
        assertThat(again.trainedOn).isEmpty();
    }

    @Test
    void itFailsTheModelAgainBitForBitAndNothingIsTrained() {
        GateRun first = failing();
        OrganEvidence fall = first.run().result().organ("liver");
        GateRun again = holding();
        again.search = Search.FIRST;
        GateOutcome outcome = again.run();

        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        OrganEvidence replayed = outcome.result().organ("liver");
        assertThat(replayed).usingRecursiveComparison().ignoringFields("curve").isEqualTo(fall);
        assertThat(replayed.curve()).as("nothing is made smaller").isEmpty();
        assertThat(outcome.result().evidence().contenders()).containsExactly(Contender.REPLAY);
        assertThat(again.trainedOn).isEmpty();
        assertThat(outcome.counterexamples()).hasSize(3);
        assertThat(outcome.leastCases()).hasSize(1);
    }

    @Test
    void whatIsKnownAlreadyIsNeitherShrunkNorWrittenAgain() throws IOException {
        List<KeptCounterexample> kept = failing().run().counterexamples();
        Counting counting = new Counting();
        GateRun again = holding();
        again.search = Search.FIRST;
        again.model = counting;
        for (KeptCounterexample one : kept) {
            Files.setLastModifiedTime(one.file(), java.nio.file.attribute.FileTime.fromMillis(0));
        }
        GateOutcome outcome = again.run();

        assertThat(outcome.counterexamples()).isEqualTo(kept);
        for (KeptCounterexample one : kept) {
            assertThat(Files.getLastModifiedTime(one.file()).toMillis()).isZero();
        }
        // Beyond what is counted: the one picture of the least case.
        assertThat(counting.asked)
                .isEqualTo(outcome.result().evidence().queries().gate() + 1);
    }

    @Test
    void aFixedModelIsAttackedAndKeepsItsCounterexamples() {
        failing().run();
        GateRun fixed = holding();
        // 1.4 in place of 1: 0.6 less is still the organ, and one pixel of one slice is lost.
        fixed.model = new BandModel(2, 0.4f);
        fixed.search = Search.FIRST;
        GateOutcome outcome = fixed.run();

        assertThat(outcome.result().verdict()).isNotEqualTo(Verdict.FAIL);
        assertThat(fixed.trainedOn).hasSize(1);
        assertThat(outcome.result().evidence().contenders()).startsWith(Contender.REPLAY, Contender.VAEGAN);
        assertThat(outcome.counterexamples()).isEmpty();
        assertThat(folder().read("test")).hasSize(3);
    }

    @Test
    void bothAttacksAreCounted() {
        failing().run();
        GateRun fixed = holding();
        Counting counting = new Counting(new BandModel(2, 0.4f));
        fixed.model = counting;
        fixed.search = Search.FIRST;
        Evidence evidence = fixed.run().result().evidence();
        assertThat(evidence.queries().gate()).isEqualTo(counting.asked);
    }

    @Test
    void replayAloneGivesNoVerdictButFail() {
        GateRun nothing = holding();
        nothing.search = Search.REPLAY;
        GateOutcome none = nothing.run();
        assertThat(none.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(none.result().breaches())
                .containsExactly(
                        "no counterexample of an earlier run belongs to these images, so nothing was tried; run"
                                + " without duress.search=replay for a verdict");

        failing().run();
        GateRun fixed = holding();
        fixed.search = Search.REPLAY;
        fixed.model = new BandModel(2, 0.4f);
        GateOutcome outcome = fixed.run();
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.result().breaches())
                .containsExactly("only the counterexamples of earlier runs (3) were tried and they no longer break the"
                        + " model; run without duress.search=replay for a verdict");
        assertThat(fixed.trainedOn).isEmpty();

        GateRun weak = holding();
        weak.search = Search.REPLAY;
        assertThat(weak.run().result().verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void fullAttacksWhateverIsKnown() {
        failing().run();
        GateRun full = holding();
        full.search = Search.FULL;
        GateOutcome outcome = full.run();
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(full.trainedOn).hasSize(1);
        assertThat(outcome.result().evidence().contenders()).startsWith(Contender.REPLAY, Contender.VAEGAN);
    }

    @Test
    void counterexamplesOfOtherImagesAreNotReplayed() {
        failing().run();
        GateRun other = new GateRun()
                .attacker("t", perfect("t_z0", 1, 6, 1, 0, 0, 0, 0, 0))
                .gate("g", perfect("g_z0", 1, 6, 1, 1, 1, 0, 0, 0));
        other.attack = intensity(-0.1);
        other.counterexamples = folder;
        other.search = Search.FIRST;
        assertThat(other.run().result().evidence().contenders()).doesNotContain(Contender.REPLAY);
    }

    @Test
    void aFailureThatCannotBeKeptIsAFailureStill() throws IOException {
        GateRun run = failing();
        Warned warned = new Warned() {
            @Override
            public void begin(Stage stage) {
                if (stage == Stage.JUDGE) {
                    write(folder);
                }
            }
        };
        run.listener = warned;
        assertThat(run.run().result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(warned.sentences())
                .anySatisfy(warning -> assertThat(warning)
                        .isEqualTo("kept 0 of 3 counterexamples, the verdict stands: cannot write '"
                                + folder.resolve("test") + "': '" + folder + "' is a file, not a folder; set"
                                + " -Dduress.counterexamples to another folder"));
    }

    /** What a run gives after one that was killed is what it gives after none, or after one that was whole. */
    @Test
    void aRunThatWasKilledWhileKeepingChangesNothingOfTheNext() throws IOException {
        String afterNone;
        String afterWhole;
        int steps;
        try (FaultyDisk disk = FaultyDisk.sound(Disks.large())) {
            afterNone = told(failing(disk.getPath("/kept")).run());
            steps = disk.steps();
            afterWhole = told(failing(disk.getPath("/kept")).run());
        }
        assertThat(afterWhole).isNotEqualTo(afterNone);
        assertThat(steps).isGreaterThan(15);
        List<Boolean> all = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            try (FileSystem disk = Disks.large()) {
                Path killed = FaultyDisk.killedAt(disk, step).getPath("/kept");
                try {
                    failing(killed).run();
                } catch (FaultyDisk.Killed e) {
                    assertThat(killed.getFileSystem().isOpen()).isTrue();
                }
                String again = told(failing(disk.getPath("/kept")).run());
                assertThat(again).as("killed at %d", step).isIn(afterNone, afterWhole);
                all.add(again.equals(afterWhole));
            }
        }
        assertThat(all).as("first nothing, then all").isSorted().contains(false, true);
    }

    private GateRun failing(Path kept) {
        GateRun run = failing();
        run.counterexamples = kept;
        run.search = Search.FIRST;
        return run;
    }

    /** Everything measured and kept, but for the time that it took. */
    private static String told(GateOutcome outcome) {
        return outcome.result().evidence().toString().replaceAll("Durations\\[[^]]*]", "Durations[?]")
                + outcome.counterexamples();
    }

    @Test
    void aFullDiskSaysHowManyWereKeptAndTheVerdictStands() throws IOException {
        try (FileSystem disk = Disks.large()) {
            Path full = FaultyDisk.of(disk, (step, path) -> {
                        if (path.endsWith("h_z0.liver.npz")) {
                            throw new FileSystemException(path, null, "No space left on device");
                        }
                    })
                    .getPath("/kept");
            GateRun run = failing(full);
            Warned warned = new Warned();
            run.listener = warned;
            GateOutcome outcome = run.run();
            assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
            assertThat(warned.sentences())
                    .contains("kept 2 of 3 counterexamples, the verdict stands: cannot write"
                            + " '/kept/test/h/h_z0.liver.npz': the"
                            + " disk is full; free some space or set -Dduress.counterexamples to a folder on"
                            + " another disk");
            assertThat(outcome.counterexamples())
                    .extracting(KeptCounterexample::slice)
                    .containsExactly("g_z0", "g_z1");
            assertThat(outcome.leastCases()).hasSize(1);
            assertThat(new CounterexampleFolder(disk.getPath("/kept"), notice -> {}).read("test"))
                    .hasSize(2);
        }
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "in the way");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private CounterexampleFolder folder() {
        return new CounterexampleFolder(folder, notice -> {});
    }
}
