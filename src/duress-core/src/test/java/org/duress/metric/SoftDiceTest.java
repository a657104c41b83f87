package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftDiceTest {
    @Test
    void followsItsFormula() {
        float[] reference = {0, 1, 0.5f, 0.5f};
        float[] other = {0.5f, 0.5f, 1, 0};
        // One organ, two pixels: 2 * (1 * 0.5 + 0.5 * 0) / ((1 + 0.25) + (0.25 + 0)).
        assertThat(SoftDice.mean(reference, 0, other, 0, 2, OrganSets.exclusive(1)))
                .isCloseTo(1 / 1.5, within(1e-9));
    }

    @Test
    void isOneForEqualAnswersAndZeroWhereTheOrganIsGone() {
        float[] soft = {0.2f, 0.8f, 0.3f, 0.7f};
        assertThat(SoftDice.mean(soft, 0, soft, 0, 2, OrganSets.exclusive(1))).isEqualTo(1);
        assertThat(SoftDice.mean(soft, 0, new float[] {1, 0, 1, 0}, 0, 2, OrganSets.exclusive(1)))
                .isZero();
    }

    @Test
    void countsOnlyTheOrgansThatTheReferenceShows() {
        float[] reference = {0, 1, 0, 0, 1, 0};
        float[] invents = {0, 1, 0, 0, 0, 1};
        // Organ 1 loses a pixel of two: 2 / (2 + 1); organ 2 is not in the reference.
        assertThat(SoftDice.mean(reference, 0, invents, 0, 2, OrganSets.exclusive(2)))
                .isCloseTo(2 / 3.0, within(1e-9));
        assertThat(SoftDice.mean(new float[] {1, 0}, 0, new float[] {0, 1}, 0, 1, OrganSets.exclusive(1)))
                .as("no organ at all")
                .isEqualTo(1);
    }

    @Test
    void smoothedAddsAPixelThatAgreesAndCountsEveryOrgan() {
        float[] reference = {0, 1, 0, 0.5f, 0.5f, 0};
        float[] other = {0.5f, 0.5f, 0, 1, 0, 0};
        // Organ 1 as by its formula, organ 2 shows nowhere and agrees.
        double first = (2 * 0.5 + 1) / (1.25 + 0.25 + 1);
        SoftDice dice = SoftDice.smoothed(reference, other, OrganSets.exclusive(2));
        assertThat(dice.mean()).isCloseTo((first + 1) / 2, within(1e-9));
        assertThat(dice.counts(0)).isFalse();
        assertThat(dice.counts(2)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSlopesAreTheDerivatives(boolean smoothed) {
        float[] a = FiniteDifferences.probabilities(1, 9, 3);
        float[] b = FiniteDifferences.probabilities(2, 9, 3);
        SoftDice dice = smoothed
                ? SoftDice.smoothed(a, b, OrganSets.exclusive(2))
                : SoftDice.ofShown(a, 0, b, 0, 9, OrganSets.exclusive(2));
        for (int i = 0; i < a.length; i++) {
            if (!dice.counts(i % 3)) {
                continue;
            }
            assertThat(dice.slope(i % 3, b[i], a[i]))
                    .isCloseTo(FiniteDifferences.slope(b, i, 1e-3f, moved -> mean(smoothed, a, moved)), within(1e-5));
            assertThat(dice.slope(i % 3, a[i], b[i]))
                    .isCloseTo(FiniteDifferences.slope(a, i, 1e-3f, moved -> mean(smoothed, moved, b)), within(1e-5));
        }
    }

    private static double mean(boolean smoothed, float[] a, float[] b) {
        return smoothed
                ? SoftDice.smoothed(a, b, OrganSets.exclusive(2)).mean()
                : SoftDice.mean(a, 0, b, 0, 9, OrganSets.exclusive(2));
    }

    @Test
    void startsAtTheOffsets() {
        float[] reference = {9, 9, 0, 1};
        float[] other = {7, 0, 1};
        assertThat(SoftDice.mean(reference, 2, other, 1, 1, OrganSets.exclusive(1)))
                .isEqualTo(1);
    }
}
