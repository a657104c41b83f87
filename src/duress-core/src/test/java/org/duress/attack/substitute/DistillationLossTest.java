package org.duress.attack.substitute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DistillationLossTest {
    private static final int CLASSES = 3;

    @Test
    void followsItsFormula() {
        float[] answers = {0.5f, 0.5f};
        float[] targets = {0.25f, 0.75f};
        // Cross-entropy log 2, and 1 - (2 * 0.375 + 1) / (0.25 + 0.5625 + 1).
        double expected = Math.log(2) + 1 - 1.75 / 1.8125;
        assertThat(DistillationLoss.of(answers, targets, 2, new float[2])).isCloseTo(expected, within(1e-6));
    }

    @Test
    void theGradientIsTheDerivative() {
        float[] answers = soft(1);
        float[] targets = soft(2);
        float[] gradient = new float[answers.length];
        DistillationLoss.of(answers, targets, CLASSES, gradient);
        float step = 1e-3f;
        for (int i = 0; i < answers.length; i++) {
            float at = answers[i];
            answers[i] = at + step;
            double more = DistillationLoss.of(answers, targets, CLASSES, new float[answers.length]);
            answers[i] = at - step;
            double less = DistillationLoss.of(answers, targets, CLASSES, new float[answers.length]);
            answers[i] = at;
            assertThat((double) gradient[i]).isCloseTo((more - less) / (2 * step), within(2e-4));
        }
    }

    @Test
    void isLeastWhereTheAnswersAreTheModels() {
        float[] targets = soft(2);
        double least = DistillationLoss.of(targets.clone(), targets, CLASSES, new float[targets.length]);
        for (int seed = 3; seed < 23; seed++) {
            float[] near = targets.clone();
            float[] other = soft(seed);
            for (int i = 0; i < near.length; i++) {
                near[i] += 0.1f * (other[i] - near[i]);
            }
            assertThat(DistillationLoss.of(near, targets, CLASSES, new float[targets.length]))
                    .isGreaterThan(least);
        }
    }

    private static float[] soft(int seed) {
        Random random = new Random(seed);
        float[] soft = new float[5 * CLASSES];
        for (int p = 0; p < 5; p++) {
            float sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                soft[p * CLASSES + c] = 0.1f + random.nextFloat();
                sum += soft[p * CLASSES + c];
            }
            for (int c = 0; c < CLASSES; c++) {
                soft[p * CLASSES + c] /= sum;
            }
        }
        return soft;
    }
}
