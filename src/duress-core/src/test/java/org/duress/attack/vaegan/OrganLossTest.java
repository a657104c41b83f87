package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrganLossTest {
    /** One organ on two pixels, certain: log-odds of 0, and ln 9 of which ln(e^2 - 1) count. */
    @Test
    void byHand() {
        float[] clean = {0, 1, 0, 1, 1, 0};
        float[] attacked = {0.5f, 0.5f, 0.9f, 0.1f, 1, 0};
        AttackLoss.Value value =
                OrganLoss.alike(2, OrganSets.exclusive(1)).of(clean, attacked, 1, new float[6], new float[6]);
        double aim = Math.log(Math.exp(2) - 1);
        assertThat(value.crossEntropy()).isCloseTo((Math.log(2) + Math.log(10)) / 2, within(1e-6));
        assertThat(value.loss()).isCloseTo(aim - (0 + aim) / 2, within(1e-6));
    }

    /** A pixel beyond xi neither pushes nor pulls back. */
    @Test
    void whatHasReachedXiIsDone() {
        float[] clean = {0, 1, 0, 1};
        float[] attacked = {0.99f, 0.01f, 0.98f, 0.02f};
        float[] gradient = new float[4];
        AttackLoss.Value value =
                OrganLoss.alike(1, OrganSets.exclusive(1)).of(clean, attacked, 1, gradient, new float[4]);
        assertThat(value.crossEntropy()).isGreaterThan(3);
        assertThat(value.loss()).isCloseTo(0, within(1e-6));
        assertThat(gradient).containsOnly(0);
    }

    /** In the logit of a softmax the slope is 1, however sure the answer is. */
    @Test
    void answersThatAreSureHaveASlope() {
        float sure = 1e-9f;
        float[] gradient = new float[2];
        OrganLoss.alike(2, OrganSets.exclusive(1))
                .of(new float[] {0, 1}, new float[] {sure, 1 - sure}, 1, gradient, new float[2]);
        double dot = sure * gradient[0] + (1 - sure) * gradient[1];
        assertThat((1 - sure) * (gradient[1] - dot)).isCloseTo(1, within(1e-6));
    }

    /** An organ of two pixels weighs as much as one of six. */
    @Test
    void noOrganHidesBehindALargerOne() {
        float[] clean = new float[24];
        float[] attacked = new float[24];
        for (int p = 0; p < 8; p++) {
            clean[3 * p + (p < 2 ? 1 : 2)] = 1;
            attacked[3 * p + (p < 2 ? 0 : 2)] = 0.5f;
            attacked[3 * p + 1] += 0.5f;
        }
        AttackLoss.Value value =
                OrganLoss.alike(2, OrganSets.exclusive(2)).of(clean, attacked, 1, new float[24], new float[24]);
        assertThat(value.loss()).as("each at log-odds of 0").isCloseTo(Math.log(Math.exp(2) - 1), within(1e-6));
    }

    /** By e for each tenth of soft Dice that it keeps beyond the other: 1 and 0 make 1 and e^-10. */
    @Test
    void whatIsKeptWeighsMore() {
        float[] clean = {0, 1, 0, 0, 0, 1};
        float[] attacked = {0, 1, 0, 1, 0, 0};
        double alike = OrganLoss.alike(2, OrganSets.exclusive(2))
                .of(clean, attacked, 1, new float[6], new float[6])
                .loss();
        double kept = OrganLoss.ofWhatIsKept(2, OrganSets.exclusive(2))
                .of(clean, attacked, 1, new float[6], new float[6])
                .loss();
        assertThat(kept).as("the lost organ has no loss").isCloseTo(2 * alike / (1 + Math.exp(-10)), within(1e-6));
    }

    @Test
    void anImageWithoutOrgansHasNothingToLose() {
        float[] clean = {1, 0, 1, 0};
        float[] gradient = new float[4];
        AttackLoss.Value value = OrganLoss.alike(2, OrganSets.exclusive(1)).of(clean, clean, 1, gradient, new float[4]);
        assertThat(value).isEqualTo(new AttackLoss.Value(0, 0));
        assertThat(gradient).containsOnly(0);
    }

    private static Stream<OrganSets> sets() {
        return Stream.of(OrganSets.exclusive(2), OrganSets.overlapping(2));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void gradientIsTheDerivative(OrganSets sets) {
        float[] clean = FiniteDifferences.probabilities(1, 40, sets.classes());
        float[] attacked = FiniteDifferences.probabilities(2, 40, sets.classes());
        OrganLoss loss = OrganLoss.alike(2, sets);
        float[] gradient = new float[clean.length];
        float[] cleanGradient = new float[clean.length];
        loss.of(clean, attacked, 2, gradient, cleanGradient);
        float[] unused = new float[clean.length];
        for (int i = 0; i < attacked.length; i++) {
            double slope = FiniteDifferences.slope(
                    attacked,
                    i,
                    1e-3f,
                    moved -> loss.of(clean, moved, 2, unused, unused).loss());
            assertThat((double) gradient[i]).as("attacked, element %d", i).isCloseTo(slope, near(slope));
            slope = FiniteDifferences.slope(
                    clean,
                    i,
                    1e-3f,
                    moved -> loss.of(moved, attacked, 2, unused, unused).loss());
            assertThat((double) cleanGradient[i]).as("clean, element %d", i).isCloseTo(slope, near(slope));
        }
    }

    private static org.assertj.core.data.Offset<Double> near(double slope) {
        return within(1e-4 + 0.02 * Math.abs(slope));
    }

    @Test
    void theImagesOfABatchHaveNothingToDoWithEachOther() {
        float[] clean = FiniteDifferences.probabilities(1, 40, 3);
        float[] attacked = FiniteDifferences.probabilities(2, 40, 3);
        float[] gradient = new float[clean.length];
        OrganLoss.alike(2, OrganSets.exclusive(2)).of(clean, attacked, 2, gradient, new float[clean.length]);
        int half = clean.length / 2;
        float[] alone = new float[half];
        OrganLoss.alike(2, OrganSets.exclusive(2))
                .of(
                        Arrays.copyOfRange(clean, half, clean.length),
                        Arrays.copyOfRange(attacked, half, clean.length),
                        1,
                        alone,
                        new float[half]);
        for (int i = 0; i < half; i++) {
            assertThat(gradient[half + i]).isCloseTo(alone[i] / 2, within(1e-7f));
        }
    }
}
