package org.duress.attack.substitute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.metric.SoftDice;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.PaddedModel;
import org.duress.model.Padding;
import org.duress.model.SegmentationModel;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.duress.spec.AttackSpec;
import org.duress.spec.SubstituteSettings;
import org.duress.spec.key.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubstituteTrainerTest {
    private static final int SIZE = 16;

    @TempDir
    Path folder;

    /** A network with random weights. */
    private final SegmentationModel model =
            new NetworkModel(Network.initialised(UNet.graph(4, 2, 3), 5), List.of(), "random");

    private static ImageBatch images(int count) {
        float[] pixels = new float[count * SIZE * SIZE];
        Random random = new Random(3);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i / 7.0) + 0.1f * (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, Grid.of(SIZE, SIZE));
    }

    private static AttackSpec spec(int steps, int copies) {
        return AttackSpec.of(Values.DEFAULTS
                .with(SubstituteSettings.STEPS, steps)
                .with(SubstituteSettings.COPIES, copies)
                .with(AttackSpec.SEED, 7L));
    }

    private Substitute train(int steps, Path work, Progress progress) {
        return SubstituteTrainer.train(model, images(3), spec(steps, 1), work, progress);
    }

    @Test
    void comesCloserToTheModelWithEachStep() {
        ImageBatch images = images(3);
        float[] wanted = model.probabilities(images);
        List<Double> alike = new ArrayList<>();
        for (int steps : new int[] {1, 240}) {
            float[] answers = train(steps, folder.resolve("work" + steps), Progress.SILENT)
                    .model()
                    .probabilities(images);
            alike.add(SoftDice.mean(wanted, 0, answers, 0, 3 * SIZE * SIZE, OrganSets.exclusive(2)));
        }
        assertThat(alike.get(1)).isGreaterThan(alike.get(0)).isGreaterThan(0.9);
    }

    @Test
    void asksAboutEachSliceAndItsCopiesOnceAndTellsHowFarItIs() {
        List<String> heard = new ArrayList<>();
        train(2, folder, (phase, done, total, detail) -> heard.add(phase + " " + done + "/" + total));
        assertThat(heard).containsExactly("ask the model 6/6", "train substitute 1/2", "train substitute 2/2");
    }

    @Test
    void aSavedSubstituteAnswersAlikeAndHasTheSameFingerprint() throws Exception {
        Substitute substitute = train(3, folder.resolve("work"), Progress.SILENT);
        Path file = folder.resolve("x.substitute");
        substitute.save(file);
        Substitute loaded = Substitute.load(file, OrganSets.exclusive(2));
        assertThat(loaded.steps()).isEqualTo(3);
        assertThatThrownBy(() -> Substitute.load(file, OrganSets.exclusive(3)))
                .isInstanceOf(DuressException.class)
                .hasMessage("file " + file + " is no substitute: its network is not the U-Net for 4 classes");
        assertThat(loaded.model().fingerprint()).isEqualTo(substitute.model().fingerprint());
        assertThat(loaded.model().probabilities(images(1)))
                .isEqualTo(substitute.model().probabilities(images(1)));
    }

    @Test
    void aTrainingThatWasKilledEndsWhereItWouldHaveEnded() {
        Path work = folder.resolve("work");
        float[] expected =
                train(201, folder.resolve("whole"), Progress.SILENT).model().probabilities(images(1));
        assertThatThrownBy(() -> train(201, work, (phase, done, total, detail) -> {
                    if (phase.equals("train substitute") && done == 201) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        assertThat(work.resolve("substitute.checkpoint")).exists();
        List<String> heard = new ArrayList<>();
        float[] resumed = train(201, work, (phase, done, total, detail) -> heard.add(phase + done))
                .model()
                .probabilities(images(1));
        assertThat(heard).contains("train substitute201").doesNotContain("train substitute200");
        assertThat(resumed).isEqualTo(expected);
    }

    /** The model answers for 12 x 20 pixels; the substitute learns from 16 x 24. */
    @Test
    void aSizeThatTheUNetCannotHalveIsPadded() {
        ImageBatch odd = new ImageBatch(new float[12 * 20], 1, Grid.of(12, 20));
        SegmentationModel fitted = PaddedModel.fit(train(model, odd).model(), Grid.of(12, 20));
        assertThat(((PaddedModel) fitted).paddings()).containsExactly(new Padding(Grid.of(12, 20), 8));
        assertThat(fitted.probabilities(odd)).hasSize(12 * 20 * 3);
    }

    /** Volumes, whose copies are under fields as smooth as the spec says, or as it is used to. */
    @Test
    void learnsVolumes() throws Exception {
        Grid grid = Grid.of(8, 16, 16).spaced(4, 1, 1);
        SegmentationModel volumes =
                new NetworkModel(Network.initialised(UNet.graph(3, 1, 2, 2, 3), 5), List.of(), "random");
        ImageBatch images = new ImageBatch(images(8).pixels(), 1, grid);
        Substitute substitute = train(volumes, images);
        float[] wanted = volumes.probabilities(images);
        Substitute longer =
                SubstituteTrainer.train(volumes, images, spec(40, 1), folder.resolve("longer"), Progress.SILENT);
        assertThat(alike(wanted, longer, images))
                .isGreaterThan(alike(wanted, substitute, images) + 0.05)
                .isGreaterThan(0.6);
        Path file = folder.resolve("volumes.substitute");
        substitute.save(file);
        SegmentationModel loaded = PaddedModel.ofAnySize(
                Substitute.load(file, OrganSets.exclusive(2)).model());
        assertThat(loaded.probabilities(images))
                .isEqualTo(substitute.model().probabilities(images))
                .hasSize(8 * 16 * 16 * 3);
        assertThat(loaded.provenance()).isEmpty();
        assertThat(loaded.probabilities(new ImageBatch(new float[9 * 16 * 16], 1, Grid.of(9, 16, 16))))
                .as("one plane more than it can halve")
                .hasSize(9 * 16 * 16 * 3);
        Substitute smoother = SubstituteTrainer.train(
                volumes,
                images,
                spec(2, 1).with(AttackSpec.CONTROL_SPACING_MM, OptionalDouble.of(16)),
                folder.resolve("smoother"),
                Progress.SILENT);
        assertThat(smoother.model().fingerprint())
                .isNotEqualTo(substitute.model().fingerprint());
    }

    private static double alike(float[] wanted, Substitute substitute, ImageBatch images) {
        float[] answers = substitute.model().probabilities(images);
        return SoftDice.mean(wanted, 0, answers, 0, images.grid().voxels(), OrganSets.exclusive(2));
    }

    private Substitute train(SegmentationModel of, ImageBatch images) {
        return SubstituteTrainer.train(of, images, spec(2, 1), folder, Progress.SILENT);
    }

    @Test
    void aFileThatIsNoSubstituteIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "text");
        assertThatThrownBy(() -> Substitute.load(file, OrganSets.exclusive(2))).isInstanceOf(DuressException.class);
    }
}
