package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.spec.CrossEntropyMean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class XiLossTest {
    @Test
    void byHand() {
        // One organ pixel with certainty, one background pixel: only the first is masked in.
        float[] clean = {0, 1, 1, 0};
        float[] attacked = {0.5f, 0.5f, 0.1f, 0.9f};
        AttackLoss.Value value = new XiLoss(2, CrossEntropyMean.BATCH, OrganSets.exclusive(1))
                .of(clean, attacked, 1, new float[4], new float[4]);
        assertThat(value.crossEntropy()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(value.loss()).isCloseTo((2 - Math.log(2)) * (2 - Math.log(2)), within(1e-6));
    }

    @Test
    void eachOrganIsDrivenToXiOfItsOwn() {
        // Organ 1 keeps probability 1 (entropy 0), organ 2 falls to e^-2.
        float[] clean = {0, 1, 0, 0, 0, 1};
        float fallen = (float) Math.exp(-2);
        float[] attacked = {0, 1, 0, 1 - fallen, 0, fallen};
        AttackLoss.Value value = new XiLoss(2, CrossEntropyMean.ORGAN, OrganSets.exclusive(2))
                .of(clean, attacked, 1, new float[6], new float[6]);
        assertThat(value.crossEntropy()).isCloseTo(1, within(1e-5));
        assertThat(value.loss()).isCloseTo(2, within(1e-5));
    }

    @ParameterizedTest
    @EnumSource(CrossEntropyMean.class)
    void gradientIsTheDerivative(CrossEntropyMean mean) {
        int classes = 3;
        int count = 2;
        float[] clean = FiniteDifferences.probabilities(1, 40, classes);
        float[] attacked = FiniteDifferences.probabilities(2, 40, classes);
        XiLoss loss = new XiLoss(2, mean, OrganSets.exclusive(classes - 1));
        float[] gradient = new float[clean.length];
        float[] cleanGradient = new float[clean.length];
        loss.of(clean, attacked, count, gradient, cleanGradient);
        float[] unused = new float[clean.length];
        for (int i = 0; i < attacked.length; i++) {
            double slope = FiniteDifferences.slope(
                    attacked,
                    i,
                    1e-3f,
                    moved -> loss.of(clean, moved, count, unused, unused).loss());
            assertThat((double) gradient[i])
                    .as("attacked, element %d", i)
                    .isCloseTo(slope, within(1e-3 + 0.01 * Math.abs(slope)));
            slope = FiniteDifferences.slope(
                    clean,
                    i,
                    1e-3f,
                    moved -> loss.of(moved, attacked, count, unused, unused).loss());
            assertThat((double) cleanGradient[i])
                    .as("clean, element %d", i)
                    .isCloseTo(slope, within(1e-3 + 0.01 * Math.abs(slope)));
        }
    }

    /** "Reached xi" is said of the quantity that was trained, to the last bit. */
    @ParameterizedTest
    @EnumSource(CrossEntropyMean.class)
    void whatIsTrainedIsWhatIsReported(CrossEntropyMean mean) {
        float[] clean = FiniteDifferences.probabilities(3, 40, 3);
        float[] attacked = FiniteDifferences.probabilities(4, 40, 3);
        // An image that shows hardly any organ, and a pixel that is background but for rounding.
        for (int at = 60; at < 120; at += 3) {
            clean[at] = at == 60 ? 1 - 1e-7f : 0.99f;
            clean[at + 1] = at == 60 ? 1e-7f : 0.006f;
            clean[at + 2] = at == 60 ? 0 : 0.004f;
        }
        MaskedCrossEntropy metric = new MaskedCrossEntropy(mean, OrganSets.exclusive(2));
        metric.add(clean, 0, attacked, 0, 20);
        metric.add(clean, 60, attacked, 60, 20);
        AttackLoss.Value value = new XiLoss(2, mean, OrganSets.exclusive(2))
                .of(clean, attacked, 2, new float[clean.length], new float[clean.length]);
        assertThat(value.crossEntropy()).isEqualTo(metric.value()).isPositive();
    }
}
