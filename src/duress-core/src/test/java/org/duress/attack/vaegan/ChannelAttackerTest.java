package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.duress.Progress;
import org.duress.attack.ChannelModel;
import org.duress.attack.FieldGradient;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.model.ImageBatch;
import org.duress.net.Statistics;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.IntensityFields;
import org.duress.spec.VaeGanSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attacker on images of two channels. */
class ChannelAttackerTest {
    private static final int SIDE = 16;
    private static final ChannelModel MODEL = new ChannelModel(3, -2);

    private static final Lattice LATTICE =
            Lattice.usual(VaeGanSettings.defaults().networks());

    @TempDir
    Path folder;

    private static AttackSpec spec(IntensityFields kind) {
        return new AttackSpec(2, EnumSet.allOf(FieldKind.class), 3, 2, 1, 7, VaeGanSettings.defaults())
                .with(AttackSpec.INTENSITY, kind)
                .with(AttackSpec.REFINE, 0);
    }

    @Test
    void theEncoderSeesEveryChannelAndItsSlope() {
        ImageBatch images = new ImageBatch(new float[] {1, 2, 3, 4}, 1, Grid.of(1, 2), 2);
        Sight sight = new Sight(new float[] {0.5f, 0.5f, 1, 0}, new float[] {1, -0.5f, 0, 0.25f});
        assertThat(Clues.channels(2, 2)).isEqualTo(6);
        assertThat(CluesTest.all(new Clues(images, sight, new double[] {0.05}), 1, 2, 6))
                .containsExactly(1, 2, 3, -1.5f, 0.5f, 0.5f, 3, 4, 0, 0.75f, 0, 0.5f);
    }

    /** A linear loss of the decoded fields, pulled back to the latents, against its differences. */
    @ParameterizedTest
    @EnumSource
    void theGradientGoesThroughTheDecoders(IntensityFields kind) {
        TrainingState state = TrainingState.start(spec(kind), LATTICE, 2, 2);
        GeneratorPass pass = GeneratorPass.attacking(state.generator(), 2, Grid.of(SIDE, SIDE));
        pass.encode(
                new Clues(
                        images(2),
                        Sight.ofSlopes(MODEL, images(2), OrganLoss.alike(2, OrganSets.exclusive(1))),
                        new double[] {0.1, 0.1}),
                Statistics.POPULATION);
        GeneratorPass.Latents latents = pass.draw(new Random(1));
        Perturbation decoded = pass.decode(latents, Statistics.POPULATION);
        assertThat(decoded.fits(images(2))).isTrue();
        Random random = new Random(2);
        FieldGradient weights = new FieldGradient(new float[decoded.deformation().length], noise(decoded, random));
        float[] slope = pass.toLatents(weights).intensity();
        float[] at = latents.intensity();
        for (int trial = 0; trial < 4; trial++) {
            float[] along = gaussian(3 + trial, at.length);
            double expected = dot(along, slope);
            // Leaky ReLUs bend often: a longer step straddles some.
            double difference = along(at, along, 1e-4, moved -> loss(pass, latents, moved, weights));
            assertThat(difference).isCloseTo(expected, within(0.02 + 0.02 * Math.abs(expected)));
        }
    }

    private static double loss(
            GeneratorPass pass, GeneratorPass.Latents latents, float[] intensity, FieldGradient weights) {
        float[] v = pass.decode(new GeneratorPass.Latents(latents.deformation(), intensity), Statistics.POPULATION)
                .intensity();
        return dot(v, weights.intensity());
    }

    private static float[] noise(Perturbation like, Random random) {
        float[] noise = new float[like.intensity().length];
        for (int k = 0; k < noise.length; k++) {
            noise[k] = (float) random.nextGaussian();
        }
        return noise;
    }

    /** Trained, written and read again it gives the same fields, and its critic looks at both channels. */
    @ParameterizedTest
    @EnumSource
    void anAttackerIsTrainedKeptAndReadAgain(AttackerTraining training) throws Exception {
        for (IntensityFields kind : IntensityFields.values()) {
            AttackSpec spec = spec(kind).with(VaeGanSettings.TRAINING, training);
            VaeGanAttacker attacker = VaeGanTrainer.train(
                    spec, BudgetSpec.defaults(), MODEL, images(3), folder.resolve("w" + kind), Progress.SILENT);
            Path file = folder.resolve(kind + ".zip");
            attacker.save(file);
            Perturbation fields = fields(attacker, spec);
            Perturbation again = fields(VaeGanAttacker.load(file), spec);
            assertThat(again.intensity()).isEqualTo(fields.intensity());
            assertThat(again.deformation()).isEqualTo(fields.deformation());
            float[] first = Channels.one(fields.intensity(), 0, 2);
            float[] second = Channels.one(fields.intensity(), 1, 2);
            assertThat(java.util.Arrays.equals(first, second)).isEqualTo(kind == IntensityFields.SHARED);
            float[] other = images(1).pixels().clone();
            for (int k = 1; k < other.length; k += 2) {
                other[k] += 1;
            }
            assertThat(attacker.criticScores(images(1).with(other))[0])
                    .isNotEqualTo(attacker.criticScores(images(1))[0]);
        }
    }

    private static Perturbation fields(VaeGanAttacker attacker, AttackSpec spec) {
        return attacker.against(MODEL, spec, BudgetSpec.defaults(), OrganLimits.ALIKE)
                .perturb(images(2), 1, 5)
                .get(0);
    }

    /** A checkpoint of as many steps, but of other decoders or images, is another training's. */
    @Test
    void aCheckpointOfOtherChannelsIsRefused() {
        AttackSpec own = spec(IntensityFields.OWN);
        assertThat(TrainingState.of(
                                own,
                                LATTICE,
                                2,
                                2,
                                TrainingState.start(own, LATTICE, 2, 2).archive())
                        .steps())
                .isZero();
        for (TrainingState other : List.of(
                TrainingState.start(spec(IntensityFields.SHARED), LATTICE, 2, 2),
                TrainingState.start(own, LATTICE, 3, 2))) {
            assertThatThrownBy(() -> TrainingState.of(own, LATTICE, 2, 2, other.archive()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("it is for other fields");
        }
    }

    private static ImageBatch images(int count) {
        Random random = new Random(9);
        float[] pixels = new float[2 * count * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, count, Grid.of(SIDE, SIDE), 2);
    }
}
