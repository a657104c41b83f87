package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Slice;
import org.junit.jupiter.api.Test;

class ScopedModelTest {
    private static final Grid GRID = Grid.of(2, 3);
    private final NetworkModel network = SmoothNetwork.of(3);
    private final ScopedModel scoped = new ScopedModel(network);
    private final float[] pixels = {0.1f, -1, 2, 0.5f, 1, -0.5f};
    private final ImageBatch image =
            ImageBatch.of(new Slice("s", GRID, pixels, new byte[] {0, Scope.IGNORED, 1, Scope.OUTSIDE, 0, 1}));

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
        SmoothNetwork.requireDerivative(scoped, image);
    }
}
