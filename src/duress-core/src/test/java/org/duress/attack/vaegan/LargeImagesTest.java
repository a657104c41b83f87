package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.distance;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.attack.ChannelModel;
import org.duress.attack.FieldGradient;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.model.ImageBatch;
import org.duress.net.Statistics;
import org.duress.net.TiledExecutor;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What generator and critic make of an image in parts is what they make of it in one piece. */
class LargeImagesTest {
    private static final ChannelModel MODEL = new ChannelModel(3, -2);
    /** Of values around 1. */
    private static final double ROUNDING = 1e-4;

    /** A volume that is padded along all axes, and a slice; and how many numbers a part of it has in all layers. */
    static Stream<Arguments> images() {
        return Stream.of(AttackerTraining.values())
                .flatMap(training -> Stream.of(
                        Arguments.of(training, Grid.of(21, 61, 75).spaced(4, 1, 1), 1_000_000L),
                        Arguments.of(training, Grid.of(203, 150), 100_000L)));
    }

    @ParameterizedTest
    @MethodSource("images")
    void theGeneratorIsTheSameInParts(AttackerTraining training, Grid grid, long most) {
        AttackSpec spec = spec(training);
        TrainingState state = TrainingState.start(spec, Lattice.of(spec, grid), 2, 2);
        ImageBatch image = new ImageBatch(gaussian(4, grid.voxels() * 2), 1, grid, 2);
        Sight sight = Sight.ofSlopes(MODEL, image, OrganLoss.alike(2, OrganSets.exclusive(1)));
        Seen seen = Objective.of(training, spec, BudgetSpec.defaults(), MODEL.sets())
                .seen(image, sight, new double[] {0.1});
        GeneratorPass whole = GeneratorPass.attacking(state.generator(), 1, grid);
        GeneratorPass parts = GeneratorPass.attacking(state.generator(), 1, grid, most);
        assertThat(whole.inParts()).isFalse();
        assertThat(parts.inParts()).isTrue();
        whole.encode(seen, Statistics.POPULATION);
        parts.encode(seen, Statistics.POPULATION);
        GeneratorPass.Latents expected = whole.draw(new Random(1));
        GeneratorPass.Latents latents = parts.draw(new Random(1));
        assertThat(distance(latents.deformation(), expected.deformation())).isLessThan(ROUNDING);
        assertThat(distance(latents.intensity(), expected.intensity())).isLessThan(ROUNDING);

        Perturbation wanted = whole.decode(expected, Statistics.POPULATION);
        Perturbation decoded = parts.decode(expected, Statistics.POPULATION);
        assertThat(distance(decoded.deformation(), wanted.deformation())).isLessThan(ROUNDING);
        assertThat(distance(decoded.intensity(), wanted.intensity())).isLessThan(ROUNDING);

        FieldGradient gradient =
                new FieldGradient(gaussian(5, wanted.deformation().length), gaussian(6, wanted.intensity().length));
        assertThat(distance(
                        parts.toLatents(gradient).deformation(),
                        whole.toLatents(gradient).deformation()))
                .isLessThan(1e-3);
    }

    /** Sides that are halved unevenly at every level, and such that are not. */
    @ParameterizedTest
    @MethodSource("images")
    void theCriticIsTheSameInParts(AttackerTraining training, Grid grid, long most) {
        AttackSpec spec = spec(training);
        TrainingState state = TrainingState.start(spec, Lattice.of(spec, grid), 2, 2);
        for (ImageBatch image : List.of(image(grid), image(even(grid)))) {
            double expected = CriticPass.of(state.critic(), image.grid(), TiledExecutor.MOST)
                    .score(image);
            assertThat(CriticPass.of(state.critic(), image.grid(), most / 4).score(image))
                    .isCloseTo(expected, within(1e-5));
        }
    }

    private static Grid even(Grid grid) {
        return Grid.of(
                grid.sizes().stream().mapToInt(size -> size / 16 * 16 + 16).toArray());
    }

    private static ImageBatch image(Grid grid) {
        return new ImageBatch(gaussian(4, grid.voxels() * 2), 1, grid, 2);
    }

    private static AttackSpec spec(AttackerTraining training) {
        return new AttackSpec(2, EnumSet.allOf(FieldKind.class), 3, 2, 1, 7, VaeGanSettings.defaults())
                .with(VaeGanSettings.TRAINING, training);
    }
}
