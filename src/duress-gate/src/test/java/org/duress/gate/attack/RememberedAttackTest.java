package org.duress.gate.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.gate.BandModel;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.gate.baseline.CountingModel;
import org.duress.model.ImageBatch;
import org.duress.result.Passes;
import org.duress.spec.Contender;
import org.junit.jupiter.api.Test;

class RememberedAttackTest {
    private int runs;

    private final CountingModel model = new CountingModel(new BandModel(2));

    private final Attack searching = (images, samples, seed) -> {
        runs++;
        model.probabilities(images);
        List<Perturbation> found = new ArrayList<>();
        for (int k = 0; k < samples; k++) {
            found.add(Perturbation.none(images));
        }
        return found;
    };

    private final RememberedAttack attack = new RememberedAttack(Contender.BUMPS, searching, model.costs());

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
        attack.perturb(new ImageBatch(new float[] {1, 3}, 1, Grid.of(1, 2)), 2, 10);
        assertThat(runs).as("a twin in another batch").isEqualTo(3);
    }

    @Test
    void whatWasFoundForMoreImagesIsRememberedForFewer() {
        ImageBatch images = new ImageBatch(new float[] {1, 2}, 2, Grid.of(1, 1));
        BitSet second = new BitSet();
        second.set(1);
        attack.perturb(images, second, 1, 7);
        BitSet first = new BitSet();
        first.set(0);
        attack.perturb(images, first, 1, 7);
        assertThat(runs).as("other images").isEqualTo(2);
        attack.perturb(images, 1, 7);
        assertThat(runs).as("one more").isEqualTo(3);
        attack.perturb(images, first, 1, 7);
        attack.perturb(images, second, 1, 7);
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void whatItCostsIsItsOwnWhoeverAsks() {
        ImageBatch images = new ImageBatch(new float[] {1, 2}, 2, Grid.of(1, 1));
        List<Perturbation> found = model.costs().charge(Contender.GRADIENT, Work.SEARCH, () -> {
            model.probabilities(images.one(0));
            attack.perturb(images, 1, 7);
            return attack.perturb(images, 1, 7);
        });
        model.costs().charge(Contender.BUMPS, Work.SEARCH, () -> attack.perturb(images, 1, 7));
        assertThat(found).hasSize(1);
        assertThat(model.costs().passes(Contender.GRADIENT, 2).search()).isEqualTo(new Passes(1, 0));
        assertThat(model.costs().passes(Contender.BUMPS, 2).search()).isEqualTo(new Passes(2, 0));
        assertThat(model.passes()).isEqualTo(new Passes(3, 0));
    }
}
