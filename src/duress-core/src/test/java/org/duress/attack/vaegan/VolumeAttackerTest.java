package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.duress.Progress;
import org.duress.attack.ChannelModel;
import org.duress.attack.FieldGradient;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.model.ImageBatch;
import org.duress.model.Padding;
import org.duress.net.Statistics;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.VaeGanSettings.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attacker on volumes whose planes are four times as far apart as their rows and columns. */
class VolumeAttackerTest {
    private static final Grid PATCH = Grid.of(5, 14, 18).spaced(4, 1, 1);
    private static final ChannelModel MODEL = new ChannelModel(3, -2);
    private static final AttackSpec SPEC = new AttackSpec(
                    2, EnumSet.allOf(FieldKind.class), 3, 2, 1, 7, VaeGanSettings.defaults())
            .with(AttackSpec.REFINE, 0);

    @TempDir
    Path folder;

    @Test
    void controlPointsLieAsFarApartInMillimetresAsPowersOfTwoAllow() {
        Networks networks = SPEC.vaeGan().networks();
        assertThat(Lattice.of(SPEC, PATCH).spacing()).containsExactly(1, 4, 4);
        assertThat(Lattice.of(SPEC, Grid.of(32, 32, 32)).spacing()).containsExactly(4, 4, 4);
        assertThat(Lattice.of(SPEC, Grid.of(64, 64))).isEqualTo(Lattice.usual(networks));
        // 6 mm are one and a half planes, and six rows.
        assertThat(Lattice.of(SPEC.with(AttackSpec.CONTROL_SPACING_MM, OptionalDouble.of(6)), PATCH)
                        .spacing())
                .containsExactly(2, 4, 4);
    }

    /** Rows and columns are halved twice on the way to the latents, planes not at all, and then all of them. */
    @Test
    void theEncoderHalvesAlongThoseAxesAlongWhichLatentsAreFarApart() {
        Networks networks = SPEC.vaeGan().networks();
        Lattice lattice = new Lattice(List.of(1, 4, 4));
        assertThat(lattice.down(networks, 2).stride()).isEqualTo(new Extent(1, 2, 2));
        assertThat(lattice.down(networks, 4).stride()).isEqualTo(new Extent(1, 2, 2));
        assertThat(lattice.down(networks, 8).stride()).isEqualTo(new Extent(2, 2, 2));
        Lattice halfway = new Lattice(List.of(2, 4, 4));
        assertThat(halfway.down(networks, 2).stride()).isEqualTo(new Extent(1, 2, 2));
        assertThat(halfway.down(networks, 4).stride()).isEqualTo(new Extent(2, 2, 2));
    }

    /** Of six planes that are halved twice only behind the latents, eight are made, and not sixteen. */
    @Test
    void eachAxisIsPaddedToWhatItIsHalvedTo() {
        Lattice lattice = new Lattice(List.of(1, 4, 4));
        VaeGanSettings budget = SPEC.vaeGan();
        VaeGanSettings paper =
                SPEC.with(VaeGanSettings.TRAINING, AttackerTraining.PAPER).vaeGan();
        assertThat(VaeGanGraphs.multiples(budget, lattice)).containsExactly(4, 16, 16);
        assertThat(VaeGanGraphs.multiples(paper, lattice)).containsExactly(1, 4, 4);
        assertThat(VaeGanGraphs.multiples(budget, Lattice.usual(budget.networks())))
                .containsExactly(16, 16);
        assertThat(new Padding(Grid.of(6, 14, 18), VaeGanGraphs.multiples(budget, lattice))
                        .padded()
                        .sizes())
                .containsExactly(8, 16, 32);
    }

    /** A linear loss of both fields, pulled back to both latents, against its differences. */
    @Test
    void theGradientGoesThroughTheDecoders() {
        // With hardly a kink a step may be long: what float rounds in the sums of so many voxels is lost in it.
        AttackSpec straight = SPEC.with(VaeGanSettings.LEAK, 0.99);
        TrainingState state = TrainingState.start(straight, Lattice.of(straight, PATCH), 2, 2);
        GeneratorPass pass = GeneratorPass.attacking(state.generator(), 2, PATCH);
        Sight sight = Sight.ofSlopes(MODEL, images(2, PATCH), OrganLoss.alike(2, OrganSets.exclusive(1)));
        pass.encode(new Clues(images(2, PATCH), sight, new double[] {0.1, 0.1}), Statistics.POPULATION);
        GeneratorPass.Latents latents = pass.draw(new Random(1));
        Perturbation decoded = pass.decode(latents, Statistics.POPULATION);
        assertThat(decoded.components()).isEqualTo(3);
        FieldGradient weights =
                new FieldGradient(gaussian(5, decoded.deformation().length), gaussian(6, decoded.intensity().length));
        float[] slope = pass.toLatents(weights).deformation();
        float[] at = latents.deformation();
        for (int trial = 0; trial < 4; trial++) {
            float[] direction = gaussian(9 + trial, at.length);
            double expected = dot(direction, slope);
            double difference = along(
                    at,
                    direction,
                    0.1,
                    moved -> dot(
                            pass.decode(new GeneratorPass.Latents(moved, latents.intensity()), Statistics.POPULATION)
                                    .deformation(),
                            weights.deformation()));
            assertThat(difference).isCloseTo(expected, within(0.02 + 0.02 * Math.abs(expected)));
        }
    }

    /** Trained on patches, written and read again, it attacks a whole volume of another size. */
    @ParameterizedTest
    @EnumSource
    void anAttackerOfPatchesAttacksWholeVolumes(AttackerTraining training) throws Exception {
        AttackSpec spec = SPEC.with(VaeGanSettings.TRAINING, training);
        VaeGanAttacker attacker = VaeGanTrainer.train(
                spec, BudgetSpec.defaults(), MODEL, images(3, PATCH), folder.resolve("work"), Progress.SILENT);
        Path file = folder.resolve("attacker.zip");
        attacker.save(file);
        ImageBatch whole = images(1, Grid.of(9, 21, 19).spaced(4, 1, 1));

        Perturbation fields = fields(attacker, spec, whole);
        Perturbation again = fields(VaeGanAttacker.load(file), spec, whole);

        assertThat(fields.fits(whole)).isTrue();
        assertThat(again.deformation()).isEqualTo(fields.deformation()).doesNotContain(Float.NaN);
        assertThat(again.intensity()).isEqualTo(fields.intensity());
        for (int component = 0; component < 3; component++) {
            int own = component;
            assertThat(java.util.stream.IntStream.range(0, whole.grid().voxels())
                            .anyMatch(voxel -> fields.deformation()[3 * voxel + own] != 0))
                    .as("component %d of D", component)
                    .isTrue();
        }
        assertThat(attacker.criticScores(whole)).hasSize(1).doesNotContain(Double.NaN);
    }

    private static Perturbation fields(VaeGanAttacker attacker, AttackSpec spec, ImageBatch images) {
        return attacker.against(MODEL, spec, BudgetSpec.defaults(), OrganLimits.ALIKE)
                .perturb(images, 1, 5)
                .get(0);
    }

    private static ImageBatch images(int count, Grid grid) {
        return new ImageBatch(gaussian(4, count * grid.voxels() * 2), count, grid, 2);
    }
}
