package org.duress.attack.substitute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;

class DistillationLossTest {
    private static final int CLASSES = 3;

    @Test
    void followsItsFormula() {
        float[] answers = {0.5f, 0.5f};
        float[] targets = {0.25f, 0.75f};
        // Cross-entropy log 2, and 1 - (2 * 0.375 + 1) / (0.25 + 0.5625 + 1).
        double expected = Math.log(2) + 1 - 1.75 / 1.8125;
        assertThat(DistillationLoss.of(answers, targets, OrganSets.exclusive(1), new float[2]))
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void theGradientIsTheDerivative() {
        float[] answers = soft(1);
        float[] targets = soft(2);
        float[] gradient = new float[answers.length];
        DistillationLoss.of(answers, targets, OrganSets.exclusive(CLASSES - 1), gradient);
        for (int i = 0; i < answers.length; i++) {
            double slope = FiniteDifferences.slope(
                    answers,
                    i,
                    1e-3f,
                    moved -> DistillationLoss.of(
                            moved, targets, OrganSets.exclusive(CLASSES - 1), new float[answers.length]));
            assertThat((double) gradient[i]).isCloseTo(slope, within(2e-4));
        }
    }

    @Test
    void isLeastWhereTheAnswersAreTheModels() {
        float[] targets = soft(2);
        double least = DistillationLoss.of(
                targets.clone(), targets, OrganSets.exclusive(CLASSES - 1), new float[targets.length]);
        for (int seed = 3; seed < 23; seed++) {
            float[] near = targets.clone();
            float[] other = soft(seed);
            for (int i = 0; i < near.length; i++) {
                near[i] += 0.1f * (other[i] - near[i]);
            }
            assertThat(DistillationLoss.of(near, targets, OrganSets.exclusive(CLASSES - 1), new float[targets.length]))
                    .isGreaterThan(least);
        }
    }

    private static float[] soft(int seed) {
        return FiniteDifferences.probabilities(seed, 5, CLASSES);
    }
}
