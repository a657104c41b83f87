package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
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
        XiLoss.Value value =
                new XiLoss(2, CrossEntropyMean.BATCH, 2).of(clean, attacked, 1, new float[4], new float[4]);
        assertThat(value.crossEntropy()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(value.loss()).isCloseTo((2 - Math.log(2)) * (2 - Math.log(2)), within(1e-6));
    }

    @Test
    void eachOrganIsDrivenToXiOfItsOwn() {
        // Organ 1 keeps probability 1 (entropy 0), organ 2 falls to e^-2.
        float[] clean = {0, 1, 0, 0, 0, 1};
        float fallen = (float) Math.exp(-2);
        float[] attacked = {0, 1, 0, 1 - fallen, 0, fallen};
        XiLoss.Value value =
                new XiLoss(2, CrossEntropyMean.ORGAN, 3).of(clean, attacked, 1, new float[6], new float[6]);
        assertThat(value.crossEntropy()).isCloseTo(1, within(1e-5));
        assertThat(value.loss()).isCloseTo(2, within(1e-5));
    }

    @ParameterizedTest
    @EnumSource(CrossEntropyMean.class)
    void gradientIsTheDerivative(CrossEntropyMean mean) {
        int classes = 3;
        int count = 2;
        float[] clean = probabilities(1, 40, classes);
        float[] attacked = probabilities(2, 40, classes);
        XiLoss loss = new XiLoss(2, mean, classes);
        float[] gradient = new float[clean.length];
        float[] cleanGradient = new float[clean.length];
        loss.of(clean, attacked, count, gradient, cleanGradient);
        float step = 1e-3f;
        float[] unused = new float[clean.length];
        for (int i = 0; i < attacked.length; i++) {
            float[] up = moved(attacked, i, step);
            float[] down = moved(attacked, i, -step);
            double slope = (loss.of(clean, up, count, unused, unused).loss()
                            - loss.of(clean, down, count, unused, unused).loss())
                    / (up[i] - down[i]);
            assertThat((double) gradient[i])
                    .as("attacked, element %d", i)
                    .isCloseTo(slope, within(1e-3 + 0.01 * Math.abs(slope)));
            up = moved(clean, i, step);
            down = moved(clean, i, -step);
            slope = (loss.of(up, attacked, count, unused, unused).loss()
                            - loss.of(down, attacked, count, unused, unused).loss())
                    / (up[i] - down[i]);
            assertThat((double) cleanGradient[i])
                    .as("clean, element %d", i)
                    .isCloseTo(slope, within(1e-3 + 0.01 * Math.abs(slope)));
        }
    }

    private static float[] moved(float[] values, int at, float step) {
        float[] moved = values.clone();
        moved[at] += step;
        return moved;
    }

    private static float[] probabilities(long seed, int pixels, int classes) {
        Random random = new Random(seed);
        float[] values = new float[pixels * classes];
        for (int p = 0; p < pixels; p++) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                values[p * classes + c] = 0.1f + random.nextFloat();
                sum += values[p * classes + c];
            }
            for (int c = 0; c < classes; c++) {
                values[p * classes + c] /= sum;
            }
        }
        return values;
    }
}
