package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.spec.CrossEntropyMean;
import org.junit.jupiter.api.Test;

class MaskedCrossEntropyTest {
    private static final double LN2 = Math.log(2);

    /** Two pixels of organ 1 and one of organ 2, answered with 1/2, 1/4 and 1/16; background counts nowhere. */
    private static MaskedCrossEntropy twoSlices(CrossEntropyMean mean) {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, 3);
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
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.BATCH, 2);
        entropy.add(new float[] {0.75f, 0.25f, 0, 1}, 0, new float[] {0.5f, 0.5f, 0.75f, 0.25f}, 0, 2);
        assertThat(entropy.value()).isCloseTo((0.25 * 1 + 1 * 2) * LN2 / 1.25, within(1e-12));
    }

    @Test
    void aCertainMistakeIsFinite() {
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.BATCH, 2);
        entropy.add(new float[] {0, 1}, 0, new float[] {1, 0}, 0, 1);
        assertThat(entropy.value()).isCloseTo(-Math.log(1e-12), within(1e-9));
    }

    @Test
    void noOrganIsZero() {
        for (CrossEntropyMean mean : CrossEntropyMean.values()) {
            MaskedCrossEntropy entropy = new MaskedCrossEntropy(mean, 2);
            assertThat(entropy.value()).isZero();
            entropy.add(new float[] {1, 0}, 0, new float[] {0.5f, 0.5f}, 0, 1);
            assertThat(entropy.value()).isZero();
        }
    }
}
