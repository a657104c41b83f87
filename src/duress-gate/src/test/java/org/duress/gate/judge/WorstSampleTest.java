package org.duress.gate.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.metric.Dice;
import org.junit.jupiter.api.Test;

class WorstSampleTest {
    private static final Dice HALF = new Dice(5, 10, 10);
    private static final Dice FULL = new Dice(10, 10, 10);
    private static final Dice LOST = new Dice(0, 0, 10);

    @Test
    void theLowestMeanOverTheShownOrgansIsWorst() {
        List<Dice> label = List.of(FULL, FULL);
        assertThat(WorstSample.choose(
                        List.of(List.of(FULL, FULL), List.of(FULL, LOST), List.of(HALF, HALF), List.of(HALF, LOST)),
                        label))
                .isEqualTo(3);
    }

    @Test
    void organsThatTheLabelDoesNotShowHaveNoVote() {
        Dice absent = new Dice(0, 0, 0);
        Dice invented = new Dice(0, 500, 0);
        List<Dice> label = List.of(FULL, absent);
        assertThat(WorstSample.choose(List.of(List.of(FULL, invented), List.of(HALF, absent)), label))
                .isEqualTo(1);
    }

    @Test
    void equalScoresGoByWrongPixelsThenByOrder() {
        Dice absent = new Dice(0, 0, 0);
        Dice invented = new Dice(0, 3, 0);
        List<Dice> label = List.of(FULL, absent);
        assertThat(WorstSample.choose(
                        List.of(List.of(FULL, absent), List.of(FULL, invented), List.of(FULL, invented)), label))
                .isEqualTo(1);
        assertThat(WorstSample.choose(List.of(List.of(FULL, absent), List.of(FULL, absent)), label))
                .isZero();
    }

    @Test
    void aSliceWithoutAnyOrganGoesByWrongPixels() {
        Dice absent = new Dice(0, 0, 0);
        assertThat(WorstSample.choose(
                        List.of(List.of(absent), List.of(new Dice(0, 9, 0)), List.of(new Dice(0, 4, 0))),
                        List.of(absent)))
                .isEqualTo(1);
    }

    /** An organ that a deformation pushed out of the picture, unseen by the model too, is no loss to count. */
    @Test
    void anOrganPushedOutOfThePictureIsNotTheWorst() {
        List<Dice> label = List.of(FULL);
        assertThat(WorstSample.choose(List.of(List.of(new Dice(0, 0, 0)), List.of(HALF)), label))
                .isEqualTo(1);
    }

    @Test
    void anotherCandidateNeverRaisesTheScore() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            List<Dice> label = List.of(FULL, round % 3 == 0 ? new Dice(0, 0, 0) : FULL);
            List<List<Dice>> candidates = new ArrayList<>();
            double last = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 8; i++) {
                candidates.add(List.of(counts(random), counts(random)));
                double score = WorstSample.score(candidates.get(WorstSample.choose(candidates, label)), label);
                assertThat(score).isLessThanOrEqualTo(last);
                last = score;
            }
        }
    }

    private static Dice counts(Random random) {
        int both = random.nextInt(4);
        return new Dice(both, both + random.nextInt(4), both + random.nextInt(4));
    }
}
