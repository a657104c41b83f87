package org.duress.gate.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.junit.jupiter.api.Test;

class RememberedAttackTest {
    private int runs;

    private final RememberedAttack attack = new RememberedAttack((images, samples, seed) -> {
        runs++;
        List<Perturbation> found = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            found.add(Perturbation.none(images));
        }
        return found;
    });

    @Test
    void theSameImagesAreNotAttackedTwice() {
        ImageBatch images = new ImageBatch(new float[] {1, 2}, 1, Grid.of(1, 2));
        List<Perturbation> first = attack.perturb(images, 3, 7);
        List<Perturbation> again = attack.perturb(new ImageBatch(new float[] {1, 2}, 1, Grid.of(1, 2)), 2, 8);
        assertThat(runs).isEqualTo(1);
        assertThat(again).hasSize(2);
        assertThat(again.get(1)).isSameAs(first.get(1));
        attack.perturb(new ImageBatch(new float[] {1, 3}, 1, Grid.of(1, 2)), 2, 8);
        assertThat(runs).isEqualTo(2);
    }
}
