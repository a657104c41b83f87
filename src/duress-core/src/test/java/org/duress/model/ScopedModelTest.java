package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Slice;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.junit.jupiter.api.Test;

class ScopedModelTest {
    private static final Grid GRID = Grid.of(2, 3);
    private final NetworkModel network = network();
    private final ScopedModel scoped = new ScopedModel(network);
    private final float[] pixels = {0.1f, -1, 2, 0.5f, 1, -0.5f};
    private final ImageBatch image =
            ImageBatch.of(new Slice("s", GRID, pixels, new byte[] {0, Scope.IGNORED, 1, Scope.OUTSIDE, 0, 1}));

    private static NetworkModel network() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("logits", Op.Conv2d.same(3, 3, 1, true), Graph.INPUT);
        b.add("probabilities", new Op.Softmax(), "logits");
        return new NetworkModel(Network.initialised(b.build(), 3), List.of(), "f");
    }

    @Test
    void whereNothingCountsTheAnswerIsBackground() {
        float[] own = network.probabilities(image);
        float[] answer = scoped.probabilities(image);
        for (int p = 0; p < 6; p++) {
            for (int c = 0; c < 3; c++) {
                boolean counts = p != 1 && p != 3;
                assertThat(answer[3 * p + c]).isEqualTo(counts ? own[3 * p + c] : c == 0 ? 1 : 0);
            }
        }
        assertThat(scoped.segment(image).classMap())
                .isEqualTo(network.segment(image).classMap());
    }

    @Test
    void anImageThatCountsEverywhereIsAnsweredAsItWas() {
        ImageBatch all = new ImageBatch(pixels, 1, GRID);
        assertThat(scoped.probabilities(all)).isEqualTo(network.probabilities(all));
    }

    @Test
    void noGradientComesFromWhereNothingCounts() {
        float[] direction = new float[18];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (i * 7 % 5) - 2;
        }
        float[] gradient = scoped.differentiable()
                .orElseThrow()
                .forward(image)
                .inputGradient(direction)
                .clone();
        for (int i = 0; i < pixels.length; i++) {
            double slope = FiniteDifferences.slope(pixels, i, 1e-2f, moved -> {
                float[] answer = scoped.probabilities(image.with(moved));
                double sum = 0;
                for (int k = 0; k < answer.length; k++) {
                    sum += (double) answer[k] * direction[k];
                }
                return sum;
            });
            assertThat((double) gradient[i]).isCloseTo(slope, within(2e-3));
        }
    }
}
