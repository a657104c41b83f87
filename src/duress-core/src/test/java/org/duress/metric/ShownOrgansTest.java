package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.OrganSets;
import org.junit.jupiter.api.Test;

class ShownOrgansTest {
    private static final int PIXELS = 100;

    /** Organ 1 in so many pixels, organ 2 in so many after those, with certainty; background in the others. */
    private static float[] answer(int ones, int twos) {
        float[] answer = new float[3 * PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            answer[3 * p + (p < ones ? 1 : p < ones + twos ? 2 : 0)] = 1;
        }
        return answer;
    }

    @Test
    void anOrganThatShowsIsScoredByItsDiceAndOneThatDoesNotByWhatIsDrawn() {
        float[] clean = answer(10, 0);
        ShownOrgans organs = ShownOrgans.of(clean, 0, PIXELS, OrganSets.exclusive(2));
        assertThat(organs.organs()).containsExactly(1, 2);
        assertThat(organs.shows(1)).isTrue();
        assertThat(organs.shows(2)).isFalse();
        assertThat(organs.count()).isEqualTo(1);
        // 6 of 10 pixels are left: 2 * 6 / (10 + 6). A fiftieth of 100 pixels is 2, and 6 are drawn: 2 / (2 + 6).
        OrganScores scores = organs.score(clean, 0, answer(6, 6), 0);
        assertThat(scores.of(1)).isCloseTo(0.75, within(1e-12));
        assertThat(scores.of(2)).isCloseTo(0.25, within(1e-12));
        assertThat(scores.mean()).as("over what shows").isEqualTo(scores.of(1));
        assertThat(scores.mean()).isEqualTo(SoftDice.mean(clean, 0, answer(6, 6), 0, PIXELS, OrganSets.exclusive(2)));
    }

    @Test
    void theCleanAnswerIsOneAndMoreThatIsDrawnIsLess() {
        float[] clean = answer(10, 0);
        ShownOrgans organs = ShownOrgans.of(clean, 0, PIXELS, OrganSets.exclusive(2));
        assertThat(organs.score(clean, 0, clean, 0)).isEqualTo(new OrganScores(1, java.util.List.of(1.0, 1.0)));
        double before = 1;
        for (int drawn : new int[] {1, 5, 50}) {
            double after = organs.score(clean, 0, answer(10, drawn), 0).of(2);
            assertThat(after).isPositive().isLessThan(before);
            before = after;
        }
    }

    /** A hundredth in each of a hundred pixels is a pixel's worth, but nowhere an organ. */
    @Test
    void aTraceEverywhereIsNoOrgan() {
        float[] clean = new float[2 * PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            clean[2 * p] = 0.99f;
            clean[2 * p + 1] = 0.01f;
        }
        assertThat(SoftDice.shows(1)).isTrue();
        ShownOrgans organs = ShownOrgans.of(clean, 0, PIXELS, OrganSets.exclusive(1));
        assertThat(organs.shows(1)).isFalse();
        // Twice the trace: a pixel's worth more than before.
        float[] more = clean.clone();
        for (int p = 0; p < PIXELS; p++) {
            more[2 * p] = 0.98f;
            more[2 * p + 1] = 0.02f;
        }
        assertThat(organs.score(clean, 0, more, 0).of(1)).isCloseTo(2 / 3.0, within(1e-6));
        assertThat(organs.score(more, 0, clean, 0).of(1)).as("less is no loss").isEqualTo(1);
    }

    @Test
    void startsAtTheOffsets() {
        float[] two = new float[6 * PIXELS];
        System.arraycopy(answer(0, 10), 0, two, 0, 3 * PIXELS);
        System.arraycopy(answer(10, 0), 0, two, 3 * PIXELS, 3 * PIXELS);
        ShownOrgans organs = ShownOrgans.of(two, 3 * PIXELS, PIXELS, OrganSets.exclusive(2));
        assertThat(organs.shows(1)).isTrue();
        assertThat(organs.shows(2)).isFalse();
        assertThat(organs.score(two, 3 * PIXELS, answer(10, 0), 0).mean()).isEqualTo(1);
        assertThat(organs.score(answer(10, 0), 0, two, 0).of(1)).isZero();
    }
}
