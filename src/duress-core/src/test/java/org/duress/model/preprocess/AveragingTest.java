package org.duress.model.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.ImageSize;
import org.duress.spec.PreprocessStep.Pad;
import org.junit.jupiter.api.Test;

class AveragingTest {
    private static final Averaging ORGANS = new Averaging.OrganProbabilities(4);

    /** Softmax of 0 and of three organs' logits. */
    private static float[] softmax(double... logits) {
        double sum = 1;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        float[] softmax = new float[logits.length + 1];
        softmax[0] = (float) (1 / sum);
        for (int i = 0; i < logits.length; i++) {
            softmax[i + 1] = (float) (Math.exp(logits[i]) / sum);
        }
        return softmax;
    }

    /** Of a probability alone, in single precision, steps of the odds would be of 1 and of 3 percent. */
    @Test
    void organsThatAreAllButCertainKeepTheirAnswers() {
        for (double logit = 11; logit < 14; logit += 0.01) {
            float[] own = softmax(logit, 12.5, -13);
            float[] answer = ORGANS.answer(ORGANS.of(own));
            for (int c = 0; c < own.length; c++) {
                assertThat(answer[c] / own[c]).isCloseTo(1, within(1e-6f));
            }
        }
    }

    /** Logits of 1 and 3 on either side: sigmoids of 0.7311 and 0.9526, whose mean is 0.8418, of odds 5.3218. */
    @Test
    void theMeanIsThatOfSigmoids() {
        float[] low = ORGANS.of(softmax(1, 0, -40));
        float[] high = ORGANS.of(softmax(3, 0, -40));
        float[] mean = new float[low.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (low[i] + high[i]) / 2;
        }
        float[] answer = ORGANS.answer(mean);
        assertThat(answer[1] / answer[0]).isCloseTo(5.3218f, within(1e-4f));
        assertThat(answer[2] / answer[0]).isCloseTo(1, within(1e-6f));
        assertThat(answer[3]).isLessThan(1e-16f);
    }

    /** What a cut leaves of a point: no class has a probability, and no organ is there. */
    @Test
    void whatIsCutOffHasNoOrgan() {
        float[] averaged = ORGANS.of(new float[4]);
        assertThat(averaged).containsExactly(0, 1, 0, 1, 0, 1);
        assertThat(ORGANS.answer(averaged)[0]).isEqualTo(1);
        assertThat(ORGANS.pulledBack(new float[4], new float[] {1, 2, 3, 4, 5, 6}))
                .containsOnly(0);
    }

    @Test
    void theWayThereAndBackHasNoSlopeOfItsOwn() {
        float[] own = softmax(9, 8, -3);
        float[] gradient = FiniteDifferences.gaussian(3, own.length);
        float[] averaged = ORGANS.of(own);
        float[] pulled = ORGANS.pulledBack(own, ORGANS.answerPulledBack(averaged, ORGANS.answer(averaged), gradient));
        double mean = 0;
        for (int c = 0; c < own.length; c++) {
            mean += own[c] * gradient[c];
        }
        // Of probabilities that sum to 1, up to a constant, which a softmax does not see.
        double constant = pulled[1] - (gradient[1] - mean);
        for (int c = 0; c < own.length; c++) {
            assertThat((double) pulled[c]).isCloseTo(gradient[c] - mean + constant, within(1e-3));
        }
    }

    /** Points are added and taken away again, so that not a bit of an answer changes. */
    @Test
    void aBorderLeavesAnswersAsTheyAre() {
        Resampled pad = Resampled.to(new Pad(1, Optional.of(new ImageSize(3, 4)), Optional.of(0.0), false));
        float[] own = softmax(13.3, 12.7, 1);
        float[] asked = new float[3 * 4 * own.length];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = own[i % own.length];
        }
        ImageBatch image = new ImageBatch(new float[4], 1, Grid.of(1, 4));
        float[] back = pad.passage(image, new Answers(own.length, true)).probabilities(asked);
        assertThat(back).containsExactly(Arrays.copyOf(asked, 4 * own.length));
    }
}
