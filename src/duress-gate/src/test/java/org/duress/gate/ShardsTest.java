package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.slice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.gradient.GradientHealth;
import org.duress.data.Slice;
import org.duress.gate.prepare.Controls;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.report.VerdictJson;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.result.slice.WorstCase;
import org.duress.spec.RealismSpec;
import org.duress.spec.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of a gate, put together, are one run: to the bit, or in one sentence not at all. */
class ShardsTest {
    private static final int SUBJECTS = 6;

    @TempDir
    Path folder;

    /** Noise that is attacked by noise, so that no number is round; the last batch of a subject is not full. */
    static GateRun run() {
        Random random = new Random(5);
        GateRun run = new GateRun().attacker("t", noise("t_z0", random));
        for (int subject = 0; subject < SUBJECTS; subject++) {
            run.gate(
                    "g" + subject,
                    noise("g" + subject + "_z0", random),
                    noise("g" + subject + "_z1", random),
                    noise("g" + subject + "_z2", random));
        }
        run.organs = List.of("liver", "spleen");
        run.model = new BandModel(3);
        run.batch = 2;
        run.samples = 4;
        run.trained = "the attacker";
        run.attack = (images, samples, seed) -> {
            Random drawn = new Random(seed);
            List<Perturbation> all = new ArrayList<>();
            for (int s = 0; s < samples; s++) {
                Perturbation fields = Perturbation.none(images);
                for (int i = 0; i < fields.deformation().length; i++) {
                    fields.deformation()[i] = (float) (0.3 * drawn.nextGaussian());
                }
                for (int i = 0; i < fields.intensity().length; i++) {
                    fields.intensity()[i] = (float) (0.4 * drawn.nextGaussian());
                }
                all.add(fields);
            }
            return all;
        };
        run.second = Optional.of(intensity(-0.2, 0.2, 0.3, -0.4));
        return run;
    }

    private static Slice noise(String name, Random random) {
        float[] image = new float[36];
        int[] classes = new int[image.length];
        for (int i = 0; i < image.length; i++) {
            classes[i] = random.nextInt(3);
            image[i] = (float) (classes[i] + 0.3 * random.nextGaussian());
        }
        return slice(name, 6, 6, image, classes);
    }

    /** With all that a run may have beside the attack: a critic, unrealistic images, gradients, a control. */
    static GateRun rich() {
        GateRun run = run();
        GradientHealth[] followed = {GradientHealth.NONE};
        run.realism = new RealismSpec(0.3, OptionalDouble.of(40), OptionalDouble.empty());
        run.controls = new Controls(
                (images, like, samples, seed) -> {
                    followed[0] = followed[0].plus(new GradientHealth(3, 1, images.count()));
                    return run.attack.perturb(images, samples, seed + 1);
                },
                () -> Optional.of(followed[0]),
                new NoPlants(),
                Optional.of(images -> {
                    double[] scores = new double[images.count()];
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = -Math.abs(images.one(i).pixels()[7]);
                    }
                    return scores;
                }));
        return run;
    }

    private void shards(GateRun run, int of) {
        for (int number = 1; number <= of; number++) {
            run.shard(number + "/" + of, folder);
        }
    }

    private Path shard(int number, int of) {
        return folder.resolve("test").resolve(number + "-of-" + of + ".shard");
    }

    /** Everything that is reported, but for the time that it took. */
    static String told(GateOutcome outcome) {
        return VerdictJson.of(outcome.result()).replaceAll("(?s)\"durationsSeconds\" : \\{.*?\\}[^}]*\\}", "durations")
                + outcome.result().evidence().toString().replaceAll("Durations\\[[^]]*]", "Durations[?]")
                + cases(outcome.worstCases())
                + cases(outcome.unrealisticCases())
                + cases(outcome.leastCases());
    }

    private static String cases(List<WorstCase> cases) {
        StringBuilder text = new StringBuilder();
        for (WorstCase one : cases) {
            text.append(one.organ())
                    .append(one.attackedDice())
                    .append(Arrays.hashCode(one.judged().trial().deformation()))
                    .append(Arrays.hashCode(one.judged().trial().intensity()))
                    .append(Arrays.hashCode(one.judged().segmented()));
        }
        return text.toString();
    }

    @Test
    void mergedShardsAreOneRunToTheBit() {
        GateOutcome whole = rich().run();
        assertThat(whole.unrealisticCases()).isNotEmpty();
        assertThat(whole.result().evidence().strength().gradients()).isPresent();
        for (int of : List.of(1, 3, 4)) {
            shards(rich(), of);
            assertThat(told(rich().merge(folder))).as("%d shards", of).isEqualTo(told(whole));
            delete(of);
        }
    }

    private void delete(int of) {
        for (int number = 1; number <= of; number++) {
            assertThat(shard(number, of).toFile().delete()).isTrue();
        }
    }

    @Test
    void theSubstituteIsComparedWhereItIsAttacked() {
        GateRun run = run();
        run.substitute = Optional.of(new BandModel(List.of(), 3, probabilities -> {
            // It takes much of the spleen for liver.
            for (int p = 0; p < probabilities.length; p += 3) {
                probabilities[p + 1] += probabilities[p + 2] / 2;
                probabilities[p + 2] /= 2;
            }
            return probabilities;
        }));
        GateOutcome whole = run.run();
        assertThat(whole.result().evidence().substitute()).hasSize(2);
        shards(run, 3);
        assertThat(told(run.merge(folder))).isEqualTo(told(whole));
    }

    /** Shards are made with nothing of the others at hand, and may lie in many folders. */
    @Test
    void shardsMayComeFromSeveralFolders() throws IOException {
        String whole = told(run().run());
        shards(run(), 2);
        Path some = Files.createDirectories(folder.resolve("some"));
        Path others = folder.resolve("others");
        Files.move(shard(1, 2), some.resolve("downloaded.shard"));
        Files.move(shard(2, 2), Files.createDirectories(others.resolve("below")).resolve("downloaded.shard"));
        assertThat(told(run().merge(some, others))).isEqualTo(whole);
    }

    @Test
    void aShardWithoutSubjectsIsThereAndTrainsNothing() {
        String whole = told(run().run());
        shards(run(), 8);
        GateRun empty = run();
        assertThat(empty.shard("8/8", folder).sentence())
                .isEqualTo("shard 8/8 of spec 'test', 0 of its 6 gate subjects, was attacked and written to '"
                        + shard(8, 8) + "'; there is no verdict before its 8 shards are merged, by 'duress merge' or a"
                        + " run with -Dduress.merge");
        assertThat(empty.trainedOn).isEmpty();
        assertThat(told(run().merge(folder))).isEqualTo(whole);
        assertThat(run().shard("2/4", folder).subjects()).containsExactly("g1", "g5");
    }

    @Test
    void counterexamplesAreThoseOfOneRun() throws IOException {
        GateRun alone = run();
        alone.maxDiceDrop = 0.05;
        alone.counterexamples = folder.resolve("alone");
        alone.search = Search.FIRST;
        GateOutcome whole = alone.run();
        assertThat(whole.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(whole.leastCases()).isNotEmpty();
        GateRun shared = run();
        shared.maxDiceDrop = 0.05;
        shared.counterexamples = folder.resolve("kept");
        shared.search = Search.FIRST;
        shards(shared, 3);
        assertThat(folder.resolve("kept")).as("a shard keeps none").doesNotExist();
        assertThat(told(shared.merge(folder))).isEqualTo(told(whole));
        assertThat(files(folder.resolve("kept")))
                .isEqualTo(files(folder.resolve("alone")))
                .isNotEmpty();

        // Known ones are tried first, by who merges, and beside the others by each shard.
        GateRun known = run();
        known.maxDiceDrop = 0.7;
        known.counterexamples = folder.resolve("kept");
        known.search = Search.FIRST;
        String again = told(known.run());
        assertThat(again).contains("REPLAY");
        shards(known, 3);
        assertThat(told(known.merge(folder))).isEqualTo(again);

        // One shard knew of fewer.
        GateRun fewer = run();
        fewer.maxDiceDrop = 0.7;
        fewer.search = Search.FIRST;
        fewer.counterexamples = folder.resolve("none");
        fewer.shard("2/3", folder);
        assertThatThrownBy(() -> known.merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("shard 2/3 ('" + shard(2, 3) + "')")
                .hasMessageContaining("another counterexamples (none, not ");
    }

    /** The counterexamples below a folder, with their bytes. */
    static List<String> files(Path kept) throws IOException {
        List<String> all = new ArrayList<>();
        if (!Files.exists(kept)) {
            return all;
        }
        try (Stream<Path> files = Files.walk(kept)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".npz"))
                    .sorted()
                    .toList()) {
                all.add(kept.relativize(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
            }
            return all;
        }
    }

    @Test
    void whatIsKnownAloneTakesNoShards() {
        GateRun run = run();
        run.search = Search.REPLAY;
        run.counterexamples = folder.resolve("kept");
        assertThatThrownBy(() -> run.shard("1/2", folder))
                .isInstanceOf(DuressException.class)
                .hasMessage("duress.search=replay tries known counterexamples and nothing else, which takes no shards;"
                        + " remove duress.shard, or set duress.search to first");
        assertThatThrownBy(() -> run.merge(folder)).hasMessageContaining("remove duress.merge");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        assertThatThrownBy(() -> run().merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessage("there is no shard of spec 'test' in '" + folder
                        + "'; name the folders that its shards were written to, below duress.reports");
        assertThatThrownBy(() -> run().merge(folder.resolve("nowhere")))
                .isInstanceOf(DuressException.class)
                .hasMessage("folder of shards '" + folder.resolve("nowhere")
                        + "' does not exist; name the folders that shards were written to");
        shards(run(), 3);
        Files.delete(shard(2, 3));
        assertThatThrownBy(() -> run().merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessage("shard 2/3 of spec 'test' is missing in '" + folder
                        + "'; run the test with -Dduress.shard=2/3, or name the folder that has it");
        Files.delete(shard(3, 3));
        assertThatThrownBy(() -> run().merge(folder))
                .hasMessageStartingWith("shards 2/3, 3/3 of spec 'test' are missing in ");
    }

    @Test
    void aShardThatIsThereTwiceIsNamed() throws IOException {
        shards(run(), 2);
        Path copy = shard(2, 2).resolveSibling("copy.shard");
        Files.copy(shard(2, 2), copy);
        assertThatThrownBy(() -> run().merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("spec 'test' has shard 2/2 ('")
                .hasMessageContaining("twice, also as '");
        Files.delete(copy);
        run().shard("1/3", folder);
        assertThatThrownBy(() -> run().merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining(" is of another split than shard ");
    }

    @Test
    void aForeignShardIsNamedWithWhatIsOtherwise() {
        shards(run(), 2);
        GateRun spec = run();
        spec.xi = 3;
        spec.shard("2/2", folder);
        assertThatThrownBy(() -> run().merge(folder))
                .isInstanceOf(DuressException.class)
                .hasMessage("shard 2/2 ('" + shard(2, 2) + "') of spec 'test' does not belong to this run: it was made"
                        + " with attack.xi 3.0, not 2.0; run it again with the same spec, model, data and store, or"
                        + " merge with those that it was made with");
        GateRun model = run();
        model.model = new ForwardingModel(new BandModel(3)) {
            @Override
            protected Passage passage(ImageBatch images) {
                return Passage.unchanged(images);
            }

            @Override
            public String fingerprint() {
                return "another model";
            }
        };
        model.shard("2/2", folder);
        assertThatThrownBy(() -> run().merge(folder)).hasMessageContaining("with another model (");
        GateRun data = run();
        data.gate.get(5).slices().get(2).image()[0] += 1;
        data.shard("2/2", folder);
        assertThatThrownBy(() -> run().merge(folder)).hasMessageContaining("with another data (");
        GateRun attacker = run();
        attacker.trained = "trained elsewhere";
        attacker.shard("2/2", folder);
        GateRun run = run();
        assertThatThrownBy(() -> run.merge(folder))
                .hasMessageContaining("with another attacker (trained else, not the attacker)");
        assertThat(run.closed).as("attacks").isEqualTo(1);
        run().shard("2/2", folder);
        assertThat(told(run().merge(folder))).as("nothing is lost").isEqualTo(told(run().run()));
    }

    /** Of one model, whose answers differ in their last bits: that is another machine. */
    @Test
    void whoMergesOnAnotherKindOfMachineIsWarned() {
        shards(run(), 2);
        GateRun merging = run();
        assertThat(merging.merge(folder).result().warnings()).noneMatch(warning -> warning.contains("rounds"));
        merging.model = new BandModel(List.of(), 3, probabilities -> {
            probabilities[0] = Math.nextUp(probabilities[0]);
            return probabilities;
        });
        assertThat(merging.merge(folder).result().warnings())
                .filteredOn(warning -> warning.contains("rounds"))
                .containsExactly("some gate slices were attacked on a machine that rounds otherwise than the one that"
                        + " measured the baseline, so that the numbers are not to the bit those of one machine; let"
                        + " processors of one kind do both");
    }

    @Test
    void aDamagedShardIsNamed() throws IOException {
        shards(run(), 2);
        byte[] whole = Files.readAllBytes(shard(1, 2));
        for (int cut : List.of(0, 5, 20, whole.length / 2, whole.length - 1)) {
            Files.write(shard(1, 2), Arrays.copyOf(whole, cut));
            assertThatThrownBy(() -> run().merge(folder))
                    .as("cut at %d", cut)
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith("shard file '" + shard(1, 2) + "' is damaged (");
        }
        for (int at : List.of(0, 30, whole.length / 2, whole.length - 45, whole.length - 35, whole.length - 1)) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(shard(1, 2), flipped);
            assertThatThrownBy(() -> run().merge(folder))
                    .as("flipped at %d", at)
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith("shard file '" + shard(1, 2) + "' is damaged (");
        }
        run().shard("1/2", folder);
        assertThat(told(run().merge(folder))).isEqualTo(told(run().run()));
    }

    /** A killed shard leaves nothing that is read, and is run again. */
    @Test
    void aShardThatBreaksIsNotThere() {
        GateRun broken = run();
        int[] asked = {0};
        broken.second = Optional.of((images, samples, seed) -> {
            if (asked[0]++ == 2) {
                throw new IllegalStateException("killed");
            }
            return List.of(Perturbation.none(images));
        });
        assertThatThrownBy(() -> broken.shard("1/2", folder)).hasMessage("killed");
        assertThat(folder.resolve("test")).isEmptyDirectory();
        assertThat(broken.closed).isEqualTo(1);
    }
}
