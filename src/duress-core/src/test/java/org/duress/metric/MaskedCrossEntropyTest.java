package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.duress.spec.CrossEntropyMean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskedCrossEntropyTest {
    private static final double LN2 = Math.log(2);

    /** Two pixels of organ 1 and one of organ 2, answered with 1/2, 1/4 and 1/16; background counts nowhere. */
    private static MaskedCrossEntropy twoSlices(CrossEntropyMean mean) {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, OrganSets.exclusive(2));
        float[] clean = {1, 0, 0, /* */ 0, 1, 0, /* */ 0, 0, 1};
        float[] attacked = {0.5f, 0.5f, 0, /* */ 0.5f, 0.5f, 0, /* */ 0.5f, 0.4375f, 0.0625f};
        entropy.add(clean, 0, attacked, 0, 3);
        float[] second = {0, 1, 0};
        entropy.add(second, 0, new float[] {9, 9, 9, 0.75f, 0.25f, 0}, 3, 1);
        return entropy;
    }

    @Test
    void meanOverAllMaskedPixels() {
        assertThat(twoSlices(CrossEntropyMean.BATCH).value()).isCloseTo((1 + 4 + 2) * LN2 / 3, within(1e-12));
    }

    @Test
    void meanOverImages() {
        assertThat(twoSlices(CrossEntropyMean.IMAGE).value()).isCloseTo((2.5 + 2) * LN2 / 2, within(1e-12));
    }

    @Test
    void meanOverOrgans() {
        assertThat(twoSlices(CrossEntropyMean.ORGAN).value()).isCloseTo((1.5 + 4) * LN2 / 2, within(1e-12));
    }

    @Test
    void softMasksWeighPixels() {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.BATCH, OrganSets.exclusive(1));
        entropy.add(new float[] {0.75f, 0.25f, 0, 1}, 0, new float[] {0.5f, 0.5f, 0.75f, 0.25f}, 0, 2);
        assertThat(entropy.value()).isCloseTo((0.25 * 1 + 1 * 2) * LN2 / 1.25, within(1e-12));
    }

    @Test
    void aCertainMistakeIsFinite() {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.BATCH, OrganSets.exclusive(1));
        entropy.add(new float[] {0, 1}, 0, new float[] {1, 0}, 0, 1);
        assertThat(entropy.value()).isCloseTo(-Math.log(1e-12f), within(1e-9));
    }

    @Test
    void aGroupOfLessThanAPixelsWorthDoesNotCount() {
        float[] clean = {0.5f, 0.25f, 0.25f, /* */ 0, 1, 0};
        float[] attacked = {0, 0, 1, /* */ 0.5f, 0.5f, 0};
        for (CrossEntropyMean mean : CrossEntropyMean.values()) {
            MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, OrganSets.exclusive(2));
            entropy.add(clean, 0, attacked, 0, 1);
            assertThat(entropy.present()).as("half a pixel, %s", mean).isEmpty();
            assertThat(entropy.value()).isZero();
            entropy.add(clean, 3, attacked, 3, 1);
            assertThat(entropy.present()).as("%s", mean).hasSize(1);
            // The whole pixel lost half: log 2. The half pixel lost 3/4 to 1e-12: 3/4 of 27.6; it weighs 1/2 and 1/4.
            double halfPixel = -0.75 * Math.log(1e-12f);
            double expected = switch (mean) {
                case BATCH -> (0.5 * halfPixel + LN2) / 1.5;
                case IMAGE -> LN2;
                case ORGAN -> (0.25 * halfPixel + LN2) / 1.25;
            };
            assertThat(entropy.value()).as("%s", mean).isCloseTo(expected, within(1e-9));
        }
    }

    @Test
    void aPixelThatIsBackgroundButForRoundingDoesNotCount() {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.BATCH, OrganSets.exclusive(1));
        entropy.add(new float[] {0, 1, 1 - 0.9e-6f, 0.9e-6f}, 0, new float[] {0.5f, 0.5f, 0, 1}, 0, 2);
        assertThat(entropy.value()).isEqualTo(LN2);
        entropy.add(new float[] {1 - 1.1e-6f, 1.1e-6f}, 0, new float[] {0, 1}, 0, 1);
        assertThat(entropy.value()).isGreaterThan(LN2 + 2e-5);
    }

    /** One loss of all groups' means, each with a slope of its own, against finite differences. */
    @ParameterizedTest
    @EnumSource(CrossEntropyMean.class)
    void pullbackIsTheDerivative(CrossEntropyMean mean) {
        int values = 12 * 3;
        float[] clean = FiniteDifferences.probabilities(1, 36, 3);
        float[] attacked = FiniteDifferences.probabilities(2, 36, 3);
        MaskedCrossEntropy entropy = added(mean, clean, attacked);
        double[] slopes = entropy.slopes();
        for (int group : entropy.present()) {
            slopes[group] = (group + 1) / entropy.mass(group);
        }
        float[] attackedGradient = new float[clean.length];
        float[] cleanGradient = new float[clean.length];
        for (int image = 0; image < 3; image++) {
            entropy.pullback(slopes, image, clean, attacked, image * values, 12, attackedGradient, cleanGradient);
        }
        for (int i = 0; i < clean.length; i++) {
            assertThat((double) attackedGradient[i])
                    .as("attacked, element %d", i)
                    .isCloseTo(
                            FiniteDifferences.slope(attacked, i, 1e-3f, moved -> loss(added(mean, clean, moved))),
                            within(1e-3));
            assertThat((double) cleanGradient[i])
                    .as("clean, element %d", i)
                    .isCloseTo(
                            FiniteDifferences.slope(clean, i, 1e-3f, moved -> loss(added(mean, moved, attacked))),
                            within(1e-3));
        }
    }

    private static MaskedCrossEntropy added(CrossEntropyMean mean, float[] clean, float[] attacked) {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, OrganSets.exclusive(2));
        for (int image = 0; image < 3; image++) {
            entropy.add(clean, image * 36, attacked, image * 36, 12);
        }
        return entropy;
    }

    private static double loss(MaskedCrossEntropy entropy) {
        return Arrays.stream(entropy.present())
                .mapToDouble(group -> (group + 1) * entropy.value(group))
                .sum();
    }

    @Test
    void noOrganIsZero() {
        for (CrossEntropyMean mean : CrossEntropyMean.values()) {
            MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, OrganSets.exclusive(1));
            assertThat(entropy.value()).isZero();
            entropy.add(new float[] {1, 0}, 0, new float[] {0.5f, 0.5f}, 0, 1);
            assertThat(entropy.value()).isZero();
        }
    }
}
