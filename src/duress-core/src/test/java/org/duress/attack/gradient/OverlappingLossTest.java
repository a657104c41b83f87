package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.attack.WorstTrials;
import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.duress.metric.RootMeanSquare;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The losses on organs that overlap: each is that of the organ alone, and its gradient goes to every set with it. */
class OverlappingLossTest {
    private static final OrganSets SETS = OrganSets.overlapping(3);
    private static final OrganSets ALONE = OrganSets.exclusive(1);
    private static final int PIXELS = 7;

    private static Stream<FieldLoss> losses() {
        return Stream.of(
                new SoftDiceLoss(SETS),
                new LogOddsLoss(WorstTrials.ALL_ORGANS, SETS),
                new LogOddsLoss(3, SETS),
                new OrganDiceLoss(2, SETS),
                new FalseOrganLoss(2, SETS));
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] all = new float[PIXELS * SETS.classes()];
        for (int at = 0; at < all.length; at += SETS.classes()) {
            double sum = 0;
            double[] own = new double[SETS.classes()];
            for (int c = 0; c < own.length; c++) {
                own[c] = 0.05 + random.nextDouble();
                sum += own[c];
            }
            for (int c = 0; c < own.length; c++) {
                all[at + c] = (float) (own[c] / sum);
            }
        }
        return all;
    }

    private static double value(FieldLoss loss, float[] moved, float[] answer) {
        return loss.of(moved, answer, 0, PIXELS, new float[answer.length], new float[answer.length]);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientsMatchFiniteDifferences(FieldLoss loss) {
        float[] moved = random(1);
        float[] answer = random(2);
        float[] answerGradient = new float[answer.length];
        float[] movedGradient = new float[answer.length];
        loss.of(moved, answer, 0, PIXELS, answerGradient, movedGradient);
        for (int i = 0; i < answer.length; i++) {
            assertThat((double) answerGradient[i])
                    .isCloseTo(FiniteDifferences.slope(answer, i, 1e-3f, one -> value(loss, moved, one)), within(3e-3));
            assertThat((double) movedGradient[i])
                    .isCloseTo(FiniteDifferences.slope(moved, i, 1e-3f, one -> value(loss, one, answer)), within(3e-3));
        }
        assertThat(RootMeanSquare.of(answerGradient, 0, answer.length)).isGreaterThan(0.01);
    }

    /** Organ 2 among sets, and alone beside its background. */
    @ParameterizedTest
    @MethodSource("pairs")
    void aLossOfOneOrganIsThatOfTheOrganAlone(List<FieldLoss> pair) {
        float[] moved = random(1);
        float[] answer = random(2);
        assertThat(value(pair.get(0), moved, answer))
                .isCloseTo(value(pair.get(1), alone(moved), alone(answer)), within(1e-5));
    }

    private static Stream<List<FieldLoss>> pairs() {
        return Stream.of(
                List.of(new LogOddsLoss(2, SETS), new LogOddsLoss(1, ALONE)),
                List.of(new OrganDiceLoss(2, SETS), new OrganDiceLoss(1, ALONE)),
                List.of(new FalseOrganLoss(2, SETS), new FalseOrganLoss(1, ALONE)));
    }

    private static float[] alone(float[] sets) {
        float[] alone = new float[2 * PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            alone[2 * p + 1] = (float) SETS.share(sets, p * SETS.classes(), 2);
            alone[2 * p] = 1 - alone[2 * p + 1];
        }
        return alone;
    }
}
