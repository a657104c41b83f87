package org.duress.gate.harden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.prepare.Controls;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.ImageBatch;
import org.duress.result.Reach;
import org.duress.spec.Contender;
import org.junit.jupiter.api.Test;

class AdversariesTest {
    private static PreparedAttack prepared(NamedAttack... attacks) {
        return new PreparedAttack(
                List.of(attacks),
                Optional.empty(),
                Reach.WHOLE,
                Controls.NONE,
                Optional.empty(),
                0,
                "",
                false,
                Optional.empty(),
                "",
                () -> {});
    }

    /** Fields that say which contender, proposal and image they are for. */
    private static NamedAttack telling(int contender, List<Long> seeds) {
        return new NamedAttack(
                Contender.GRADIENT,
                (images, samples, seed) -> {
                    assertThat(samples).isEqualTo(4);
                    seeds.add(seed);
                    List<Perturbation> found = new ArrayList<>();
                    for (int k = 0; k < samples; k++) {
                        Perturbation fields = Perturbation.none(images);
                        for (int i = 0; i < images.count(); i++) {
                            Arrays.fill(fields.intensity(), 4 * i, 4 * i + 4, 100 * contender + 10 * k + i);
                        }
                        found.add(fields);
                    }
                    return found;
                },
                8);
    }

    /** Every share and contender is drawn, every proposal, and each image has fields of its own. */
    @Test
    void anImageIsAttackedByOneOfItsOwnProposals() {
        List<Long> seeds = new ArrayList<>();
        Adversaries adversaries = new Adversaries(
                prepared(telling(9, seeds)),
                List.of(prepared(telling(1, seeds), telling(2, seeds)), prepared(telling(3, seeds))));
        ImageBatch images = new ImageBatch(new float[12], 3, Grid.of(1, 4));
        List<Integer> drawn = new ArrayList<>();
        boolean mixed = false;
        Random random = new Random(2);
        for (int round = 0; round < 60; round++) {
            float[] fields = adversaries.draw(images, random).intensity();
            for (int i = 0; i < 3; i++) {
                int told = Math.round(fields[4 * i]);
                assertThat(told % 10).as("image").isEqualTo(i);
                assertThat(told / 100).as("contender").isEqualTo(Math.round(fields[0]) / 100);
                drawn.add(told / 10);
            }
            mixed |= Math.round(fields[0]) / 10 != Math.round(fields[4]) / 10;
        }
        assertThat(mixed).as("images of a batch take different proposals").isTrue();
        assertThat(drawn)
                .contains(10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33)
                .noneMatch(told -> told >= 90);
        assertThat(seeds).as("fresh in every step").doesNotHaveDuplicates();
    }
}
