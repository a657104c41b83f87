package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.Attack;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.Padding;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On an untrained U-Net and noise: what training is, not how well it attacks. */
class VaeGanTrainerTest {
    private static final int SIZE = 16;
    private static final int CLASSES = 3;
    private static final BudgetSpec BUDGET = BudgetSpec.defaults();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void killedTrainingResumesToTheSameAttacker(AttackerTraining training) {
        AttackSpec spec = spec(130, EnumSet.allOf(FieldKind.class)).with(VaeGanSettings.TRAINING, training);
        VaeGanAttacker straight =
                VaeGanTrainer.train(spec, BUDGET, model(), images(), folder.resolve("straight"), Progress.SILENT);
        Path work = folder.resolve("killed");
        assertThatThrownBy(() ->
                        VaeGanTrainer.train(spec, BUDGET, model(), images(), work, (phase, done, total, detail) -> {
                            if (done == 115) {
                                throw new IllegalStateException("as if killed");
                            }
                        }))
                .hasMessage("as if killed");
        int[] first = {0};
        VaeGanAttacker resumed =
                VaeGanTrainer.train(spec, BUDGET, model(), images(), work, (phase, done, total, detail) -> {
                    if (first[0] == 0) {
                        first[0] = done;
                    }
                });
        assertThat(first[0]).isEqualTo(101);
        assertThat(resumed.steps()).isEqualTo(130);
        resumed.networks().forEach((name, network) -> {
            Network other = Objects.requireNonNull(straight.networks().get(name));
            assertThat(network.weights()).as(name).isEqualTo(other.weights());
            assertThat(network.statistics()).as(name).isEqualTo(other.statistics());
        });
        assertThat(work.resolve("attacker.checkpoint"))
                .as("nobody has kept the attacker yet")
                .exists();
    }

    @Test
    void aCheckpointOfOtherSettingsIsSetAsideAndTrainingStartsAnew() throws Exception {
        AttackSpec spec = spec(2, EnumSet.allOf(FieldKind.class));
        Path file = folder.resolve("attacker.checkpoint");
        for (AttackSpec other :
                List.of(spec(2, EnumSet.of(FieldKind.INTENSITY)), spec(3, EnumSet.allOf(FieldKind.class)))) {
            TrainingState saved =
                    TrainingState.start(other, Lattice.usual(other.vaeGan().networks()), 1, CLASSES);
            for (int step = 0; step < other.steps(); step++) {
                saved.record(new StepReport(1, 1, 1, 1, 1, 1, 1));
            }
            saved.archive().write(file);
            List<String> heard = new ArrayList<>();
            VaeGanTrainer.train(
                    spec, BUDGET, model(), images(), folder, (phase, done, total, detail) -> heard.add(phase + done));
            assertThat(heard).containsExactly("warning0", "train attacker1", "train attacker2");
            assertThat(file).doesNotExist();
        }
        assertThat(folder.resolve("attacker.checkpoint.damaged-2")).exists();
    }

    @Test
    void interruptionStopsTrainingWithACheckpointAndKeepsTheFlag() {
        Path work = folder.resolve("work");
        AttackSpec spec = spec(10, EnumSet.allOf(FieldKind.class));
        // Before the interruption: where they are the first to load ND4J, that may take the flag away.
        NetworkModel model = model();
        ImageBatch images = images();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> VaeGanTrainer.train(spec, BUDGET, model, images, work, Progress.SILENT))
                    .isInstanceOf(DuressException.class)
                    .hasMessageContaining("interrupted at step 0");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(work.resolve("attacker.checkpoint")).exists();
    }

    @Test
    void ofThePaperFieldsStartNearZeroAndAFieldNotAskedForStaysZero() {
        Perturbation drawn = attack(untrained(paper(EnumSet.of(FieldKind.INTENSITY))), model())
                .perturb(images(), 1, 7)
                .get(0);
        assertThat(drawn.deformation()).containsOnly(0);
        float largest = 0;
        for (float v : drawn.intensity()) {
            largest = Math.max(largest, Math.abs(v));
        }
        assertThat(largest).isGreaterThan(0).isLessThan(0.2f);
    }

    @Test
    void savedAndLoadedItPerturbsAlikeAndSamplesDiffer() throws Exception {
        VaeGanAttacker attacker = VaeGanTrainer.train(
                spec(3, EnumSet.allOf(FieldKind.class)), BUDGET, model(), images(), folder, Progress.SILENT);
        Path file = folder.resolve("attacker.zip");
        attacker.save(file);
        VaeGanAttacker loaded = VaeGanAttacker.load(file);
        List<Perturbation> before = attack(attacker).perturb(images(), 2, 7);
        List<Perturbation> after = attack(loaded).perturb(images(), 2, 7);
        for (int i = 0; i < 2; i++) {
            assertThat(after.get(i).deformation()).isEqualTo(before.get(i).deformation());
            assertThat(after.get(i).intensity()).isEqualTo(before.get(i).intensity());
        }
        assertThat(before.get(0).intensity()).isNotEqualTo(before.get(1).intensity());
        assertThat(loaded.steps()).isEqualTo(3);
    }

    @Test
    void theCriticIsStoredAndScoresEachImageForItself() throws Exception {
        VaeGanAttacker attacker = VaeGanTrainer.train(
                spec(3, EnumSet.allOf(FieldKind.class)), BUDGET, model(), images(), folder, Progress.SILENT);
        Path file = folder.resolve("attacker.zip");
        attacker.save(file);
        double[] scores = attacker.criticScores(images());
        assertThat(VaeGanAttacker.load(file).criticScores(images())).isEqualTo(scores);
        assertThat(scores).hasSize(5).doesNotHaveDuplicates();
        for (int i = 0; i < scores.length; i++) {
            float[] image = Arrays.copyOfRange(images().pixels(), i * SIZE * SIZE, (i + 1) * SIZE * SIZE);
            assertThat(attacker.criticScores(new ImageBatch(image, 1, Grid.of(SIZE, SIZE))))
                    .as("image %d alone", i)
                    .containsExactly(scores[i]);
        }
    }

    /** The critic learns f(I_DV) - f(I_0) downwards, so after some steps a clean image has the higher score. */
    @ParameterizedTest
    @EnumSource
    void theCriticScoresCleanImagesHigherThanPerturbedOnes(AttackerTraining training) {
        AttackSpec spec = spec(40, EnumSet.allOf(FieldKind.class)).with(VaeGanSettings.TRAINING, training);
        VaeGanAttacker attacker = VaeGanTrainer.train(spec, BUDGET, model(), images(), folder, Progress.SILENT);
        Perturbation drawn = attack(attacker).perturb(images(), 1, 7).get(0);
        double clean = mean(attacker.criticScores(images()));
        double perturbed = mean(attacker.criticScores(Warp.perturb(images(), drawn)));
        assertThat(clean).isGreaterThan(perturbed);
    }

    /** The trained critic is one of those that another bound would leave as they are, and another clip. */
    @ParameterizedTest
    @EnumSource
    void theCriticIsHeldLipschitzAsAskedFor(AttackerTraining training) {
        AttackSpec spec = spec(3, EnumSet.allOf(FieldKind.class)).with(VaeGanSettings.TRAINING, training);
        Network critic =
                Objects.requireNonNull(VaeGanTrainer.train(spec, BUDGET, model(), images(), folder, Progress.SILENT)
                        .networks()
                        .get(TrainingState.CRITIC));
        float[] trained = critic.weights();
        boolean clipped = training == AttackerTraining.PAPER;
        critic.clip(spec.vaeGan().critic().criticClip());
        assertThat(Arrays.equals(critic.weights(), trained)).isEqualTo(clipped);
        critic.assign(trained, critic.statistics());
        critic.boundSpectra(1.001);
        assertThat(critic.weights()).isEqualTo(trained);
        critic.boundSpectra(0.9);
        assertThat(Arrays.equals(critic.weights(), trained)).isEqualTo(clipped);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void aFileOfAVersionWithoutCriticIsRefused() throws Exception {
        VaeGanAttacker attacker = VaeGanTrainer.train(
                spec(1, EnumSet.allOf(FieldKind.class)), BUDGET, model(), images(), folder, Progress.SILENT);
        Path file = folder.resolve("old.zip");
        attacker.save(file);
        NetworkArchive archive = NetworkArchive.read(file);
        Map<String, Network> networks = new LinkedHashMap<>(archive.networks());
        networks.remove(TrainingState.CRITIC);
        new NetworkArchive(networks, archive.properties(), archive.arrays()).write(file);
        assertThatThrownBy(() -> VaeGanAttacker.load(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("old.zip is no attacker of this version of Duress")
                .hasMessageContaining("no network 'critic'")
                .hasMessageEndingWith("; delete it, and it is trained again");
    }

    /** 13 x 10 pixels with a latent stride of 4: trained, saved, and used on images of another such size. */
    @Test
    void imagesThatDoNotFitTheLatentGridAreAttackedAsWell() {
        ImageBatch odd = odd(5, 13, 10);
        NetworkModel any = anySize();
        VaeGanAttacker attacker = VaeGanTrainer.train(
                spec(40, EnumSet.allOf(FieldKind.class)), BUDGET, any, odd, folder, Progress.SILENT);
        Perturbation drawn = attack(attacker, any).perturb(odd, 1, 7).get(0);
        assertThat(drawn.deformation()).hasSize(2 * odd.pixels().length);
        assertThat(drawn.intensity()).hasSameSizeAs(odd.pixels());
        double clean = mean(attacker.criticScores(odd));
        assertThat(mean(attacker.criticScores(Warp.perturb(odd, drawn)))).isNotEqualTo(clean);
        assertThat(attack(attacker, any).perturb(odd(2, 9, 15), 1, 7).get(0).intensity())
                .hasSize(2 * 9 * 15);
    }

    /** What is added repeats the edge, and the fields are those of the larger image, cut. */
    @Test
    void fieldsOfAnOddSizeAreThoseOfThePaddedImagesCut() {
        Attack attack = attack(untrained(paper(EnumSet.allOf(FieldKind.class))), anySize());
        ImageBatch odd = odd(3, 13, 10);
        Padding padding = new Padding(Grid.of(13, 10), 4);
        Perturbation cut = attack.perturb(odd, 1, 7).get(0);
        Perturbation whole = attack.perturb(padding.pad(odd), 1, 7).get(0);
        assertThat(cut.deformation()).isEqualTo(padding.crop(whole.deformation(), 3, 2));
        assertThat(cut.intensity()).isEqualTo(padding.crop(whole.intensity(), 3, 1));
    }

    private static ImageBatch odd(int count, int height, int width) {
        Random random = new Random(11);
        float[] pixels = new float[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, Grid.of(height, width));
    }

    @Test
    void aFileThatIsNoAttackerIsRefused() throws Exception {
        Path file = folder.resolve("no.zip");
        java.nio.file.Files.writeString(file, "no zip at all");
        assertThatThrownBy(() -> VaeGanAttacker.load(file))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("no.zip");
    }

    private static AttackSpec spec(int steps, Set<FieldKind> fields) {
        return new AttackSpec(2, fields, steps, 2, 1, 7, VaeGanSettings.defaults());
    }

    private static AttackSpec paper(Set<FieldKind> fields) {
        return spec(1, fields).with(VaeGanSettings.TRAINING, AttackerTraining.PAPER);
    }

    private static VaeGanAttacker untrained(AttackSpec spec) {
        TrainingState state =
                TrainingState.start(spec, Lattice.usual(spec.vaeGan().networks()), 1, CLASSES);
        return new VaeGanAttacker(state.generator(), state.critic(), CLASSES, 0);
    }

    private static NetworkModel anySize() {
        return new NetworkModel(Network.initialised(UNet.graph(4, 1, CLASSES), 5), List.of(), "takes any size");
    }

    private static Attack attack(VaeGanAttacker attacker) {
        return attack(attacker, model());
    }

    private static Attack attack(VaeGanAttacker attacker, NetworkModel model) {
        return attacker.against(
                model, spec(1, EnumSet.allOf(FieldKind.class)).with(AttackSpec.REFINE, 0), BUDGET, OrganLimits.ALIKE);
    }

    private static NetworkModel model() {
        return new NetworkModel(Network.initialised(UNet.graph(4, 2, 3), 5), List.of("a", "b"), "fingerprint");
    }

    private static ImageBatch images() {
        Random random = new Random(9);
        float[] pixels = new float[5 * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, 5, Grid.of(SIZE, SIZE));
    }
}
