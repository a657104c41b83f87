package org.duress.gate.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duress.base.Grid;
import org.duress.gate.BandModel;
import org.duress.gate.baseline.CostMeter.Work;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.result.ContenderPasses;
import org.duress.result.Passes;
import org.duress.spec.Contender;
import org.junit.jupiter.api.Test;

class CountingModelTest {
    private final CountingModel model = new CountingModel(new BandModel(2));
    private final ImageBatch three = images(3);

    @Test
    void whoeverAsksMakesAForwardPassOfEachImage() {
        model.probabilities(three);
        model.segment(images(2));
        model.segmentAll(List.of(three, images(4)));
        assertThat(model.passes()).isEqualTo(new Passes(12, 0));
        assertThat(model.asked()).isEqualTo(12);
    }

    @Test
    void whoeverFollowsGradientsMakesPassesAndAsksNoQuestion() {
        DifferentiableModel followed = model.differentiable().orElseThrow();
        DifferentiableModel.Forward forward = followed.forward(three);
        assertThat(model.passes()).isEqualTo(new Passes(3, 0));
        forward.inputGradient(new float[6]);
        assertThat(model.passes()).isEqualTo(new Passes(3, 3));
        forward.inputGradient(new float[6]);
        followed.probabilities(images(2));
        assertThat(model.passes()).isEqualTo(new Passes(5, 6));
        followed.differentiable().orElseThrow().forward(three);
        assertThat(model.passes()).isEqualTo(new Passes(8, 6));
        assertThat(model.asked()).isZero();
    }

    @Test
    void eachPassIsChargedOnceToWhoeverItWasMadeFor() {
        CostMeter costs = model.costs();
        model.probabilities(three);
        costs.charge(Contender.QUERY, Work.SEARCH, () -> {
            model.probabilities(three);
            costs.charge(Contender.GRADIENT, Work.SEARCH, () -> {
                model.differentiable().orElseThrow().forward(three).inputGradient(new float[6]);
                return costs.charge(Contender.BUMPS, Work.SEARCH, () -> model.probabilities(images(5)));
            });
            return model.probabilities(images(2));
        });
        costs.charge(Contender.GRADIENT, Work.JUDGING, () -> model.segment(images(7)));
        assertThat(costs.passes(Contender.QUERY, 3)).isEqualTo(new ContenderPasses(new Passes(5, 0), Passes.NONE, 3));
        assertThat(costs.passes(Contender.GRADIENT, 3))
                .isEqualTo(new ContenderPasses(new Passes(3, 3), new Passes(7, 0), 3));
        assertThat(costs.passes(Contender.BUMPS, 3).search()).isEqualTo(new Passes(5, 0));
        assertThat(costs.passes(Contender.VAEGAN, 3)).isEqualTo(new ContenderPasses(Passes.NONE, Passes.NONE, 3));
        assertThat(model.passes()).as("3 of nobody").isEqualTo(new Passes(3 + 5 + 3 + 5 + 7, 3));
        assertThat(costs.seconds().keySet()).containsExactly(Contender.GRADIENT, Contender.BUMPS, Contender.QUERY);
        assertThat(costs.seconds().values())
                .allSatisfy(seconds -> assertThat(seconds).isNotNegative());
    }

    @Test
    void whatFailsIsChargedToNobody() {
        CostMeter costs = model.costs();
        assertThatThrownBy(() -> costs.charge(Contender.QUERY, Work.SEARCH, () -> {
                    model.probabilities(three);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(costs.passes(Contender.QUERY, 3).search()).isEqualTo(Passes.NONE);
    }

    @Test
    void aMeanOverSlicesCountsBothWays() {
        ContenderPasses passes = new ContenderPasses(new Passes(10, 5), new Passes(8, 0), 5);
        assertThat(passes.searchPerSlice()).isEqualTo(3);
        assertThat(passes.judgingPerSlice()).isEqualTo(1.6);
        assertThat(ContenderPasses.NONE.searchPerSlice()).isZero();
    }

    private static ImageBatch images(int count) {
        return new ImageBatch(new float[count], count, Grid.of(1, 1));
    }
}
