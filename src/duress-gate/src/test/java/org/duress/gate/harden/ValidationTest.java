package org.duress.gate.harden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.data.Slice;
import org.duress.gate.BandModel;
import org.duress.gate.GateRun;
import org.duress.gate.attack.NamedAttack;
import org.duress.spec.Contender;
import org.junit.jupiter.api.Test;

/** Of a model that draws an organ where a pixel is nearest to its number. */
class ValidationTest {
    private static final Slice ONE = slice("a", new float[] {1, 1, 0, 0}, 1, 1, 1, 0);
    private static final Slice OTHER = slice("b", new float[] {2, 0, 0, 1}, 2, 0, 0, 0);
    private static final Slice THIRD = slice("c", new float[] {0, 2, 2, 0}, 0, 2, 0, 0);

    private static Slice slice(String name, float[] image, int... classes) {
        return GateRun.slice(name, 1, 4, image, classes);
    }

    /** Organ 1: 2 * 2 / (3 + 3). Organ 2: 2 * 2 / (3 + 2). Organ 3 is nowhere. In batches of two and of one. */
    @Test
    void isTheMeanOverOrgansOfTheDiceOfAllSlicesTogether() {
        Validation validation = new Validation(List.of(ONE, OTHER, THIRD), 2, 5);
        assertThat(validation.clean(new BandModel(4))).isCloseTo((4 / 6.0 + 4 / 5.0) / 2, within(1e-12));
        assertThat(new Validation(List.of(slice("z", new float[4], 0, 0, 0, 0)), 2, 5).clean(new BandModel(2)))
                .as("no organ anywhere")
                .isZero();
    }

    private static NamedAttack adding(float brighter) {
        return named((images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            Arrays.fill(fields.intensity(), brighter);
            return List.of(fields);
        });
    }

    private static NamedAttack named(Attack attack) {
        return new NamedAttack(Contender.GRADIENT, attack, 8);
    }

    /** A pixel more turns background into organ 1: Dice 2 * 1 / (4 + 1). */
    @Test
    void theAttackThatLeavesLeastCounts() {
        Slice slice = slice("d", new float[] {1, 0, 0, 0}, 1, 0, 0, 0);
        Validation validation = new Validation(List.of(slice), 1, 5);
        assertThat(validation.attacked(new BandModel(2), List.of(adding(0)))).isEqualTo(1);
        assertThat(validation.attacked(new BandModel(2), List.of(adding(0), adding(1), adding(0.1f))))
                .isCloseTo(0.4, within(1e-12));
    }

    /** Labels are held against the answer to the image that moved with them. */
    @Test
    void labelsMoveWithTheImages() {
        NamedAttack moving = named((images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            for (int i = 0; i < fields.deformation().length; i += 2) {
                fields.deformation()[i] = 1;
            }
            return List.of(fields);
        });
        Slice slice = slice("m", new float[] {0, 0, 1, 0}, 0, 0, 1, 0);
        assertThat(new Validation(List.of(slice), 1, 5).attacked(new BandModel(2), List.of(moving)))
                .isEqualTo(1);
    }

    /** The same in every round, another for every batch. */
    @Test
    void seedsAreThoseOfTheBatches() {
        List<Long> seeds = new ArrayList<>();
        NamedAttack hearing = named((images, samples, seed) -> {
            seeds.add(seed);
            return List.of(Perturbation.none(images));
        });
        Validation validation = new Validation(List.of(ONE, OTHER, THIRD), 2, 5);
        validation.attacked(new BandModel(4), List.of(hearing));
        assertThat(seeds).hasSize(2).doesNotHaveDuplicates();
        validation.attacked(new BandModel(4), List.of(hearing));
        assertThat(seeds.subList(2, 4)).isEqualTo(seeds.subList(0, 2));
        new Validation(List.of(ONE), 2, 6).attacked(new BandModel(4), List.of(hearing));
        assertThat(seeds.get(4)).isNotEqualTo(seeds.get(0));
    }
}
