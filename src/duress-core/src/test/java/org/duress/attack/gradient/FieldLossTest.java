package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.duress.attack.WorstTrials;
import org.duress.base.FiniteDifferences;
import org.duress.base.OrganSets;
import org.duress.metric.RootMeanSquare;
import org.duress.metric.SoftDice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldLossTest {
    private static final int CLASSES = 3;
    private static final int PIXELS = 12;
    /** Of an image before; must be left alone. */
    private static final int OFFSET = 2 * CLASSES;

    private static float[] probabilities(long seed) {
        return FiniteDifferences.probabilities(seed, OFFSET / CLASSES + PIXELS, CLASSES);
    }

    /** Of what is left of the organs that show. */
    private static Stream<FieldLoss> losses() {
        return Stream.of(
                new SoftDiceLoss(OrganSets.exclusive(CLASSES - 1)),
                new LogOddsLoss(WorstTrials.ALL_ORGANS, OrganSets.exclusive(CLASSES - 1)),
                new OrganDiceLoss(1, OrganSets.exclusive(CLASSES - 1)),
                new LogOddsLoss(2, OrganSets.exclusive(CLASSES - 1)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientsMatchFiniteDifferences(FieldLoss loss) {
        float[] moved = probabilities(1);
        float[] answer = probabilities(2);
        float[] answerGradient = new float[answer.length];
        float[] movedGradient = new float[answer.length];
        Arrays.fill(answerGradient, 0, OFFSET, 9);
        Arrays.fill(movedGradient, 0, OFFSET, 9);
        loss.of(moved, answer, OFFSET, PIXELS, answerGradient, movedGradient);
        for (int i = 0; i < answer.length; i++) {
            double byAnswer =
                    i < OFFSET ? 9 : FiniteDifferences.slope(answer, i, 1e-3f, one -> value(loss, moved, one));
            double byMoved = i < OFFSET ? 9 : FiniteDifferences.slope(moved, i, 1e-3f, one -> value(loss, one, answer));
            assertThat((double) answerGradient[i]).as("answer %d", i).isCloseTo(byAnswer, within(2e-4));
            assertThat((double) movedGradient[i]).as("moved %d", i).isCloseTo(byMoved, within(2e-4));
        }
        assertThat(RootMeanSquare.of(answerGradient, OFFSET, PIXELS * CLASSES)).isGreaterThan(0.01);
        assertThat(RootMeanSquare.of(movedGradient, OFFSET, PIXELS * CLASSES)).isGreaterThan(0.01);
    }

    private static double value(FieldLoss loss, float[] moved, float[] answer) {
        return value(loss, moved, answer, OFFSET, PIXELS);
    }

    private static double value(FieldLoss loss, float[] moved, float[] answer, int offset, int pixels) {
        return loss.of(moved, answer, offset, pixels, new float[answer.length], new float[answer.length]);
    }

    @Test
    void theGradientOfWhatIsDrawnMatchesFiniteDifferences() {
        FieldLoss loss = new FalseOrganLoss(2, OrganSets.exclusive(CLASSES - 1));
        float[] moved = probabilities(1);
        float[] answer = probabilities(2);
        float[] answerGradient = new float[answer.length];
        float[] movedGradient = new float[answer.length];
        Arrays.fill(movedGradient, OFFSET, movedGradient.length, 9);
        loss.of(moved, answer, OFFSET, PIXELS, answerGradient, movedGradient);
        for (int i = OFFSET; i < answer.length; i++) {
            assertThat((double) answerGradient[i])
                    .isCloseTo(FiniteDifferences.slope(answer, i, 1e-3f, one -> value(loss, moved, one)), within(2e-4));
        }
        assertThat(movedGradient).containsOnly(0);
        assertThat(RootMeanSquare.of(answerGradient, OFFSET, PIXELS * CLASSES)).isGreaterThan(0.01);
    }

    /** By a softmax's slope p (1 - p), a millionth everywhere still leads somewhere: the loss changes as the logit. */
    @Test
    void whatIsHardlyDrawnStillHasASlope() {
        float[] answer = new float[OFFSET + PIXELS * CLASSES];
        for (int at = 0; at < answer.length; at += CLASSES) {
            answer[at] = 1;
            answer[at + 1] = 1e-6f;
        }
        float[] answerGradient = new float[answer.length];
        new FalseOrganLoss(1, OrganSets.exclusive(CLASSES - 1))
                .of(answer, answer, OFFSET, PIXELS, answerGradient, new float[answer.length]);
        double bySofmax = 0;
        for (int at = OFFSET; at < answer.length; at += CLASSES) {
            bySofmax += answerGradient[at + 1] * answer[at + 1] * (1 - answer[at + 1]);
        }
        assertThat(bySofmax).isCloseTo(1, within(1e-3));
    }

    @Test
    void theDiceOfOneOrganIsItsShareOfTheMean() {
        float[] moved = probabilities(3);
        float[] answer = probabilities(4);
        double both = value(new OrganDiceLoss(1, OrganSets.exclusive(CLASSES - 1)), moved, answer)
                + value(new OrganDiceLoss(2, OrganSets.exclusive(CLASSES - 1)), moved, answer);
        assertThat(both / 2)
                .isCloseTo(value(new SoftDiceLoss(OrganSets.exclusive(CLASSES - 1)), moved, answer), within(1e-12));
    }

    /**
     * The first organ's pixels are answered with 1/2 and 1/5: log-odds of 0 and log 4, which counts as 1; they weigh 1
     * and 1/2. The second organ's only pixel is answered with 3/4: minus log 3.
     */
    @Test
    void theLogOddsAreThoseWorkedOutByHand() {
        float[] moved = {0, 1, 0, 0.5f, 0.5f, 0, 0, 0, 1};
        float[] answer = {0.5f, 0.5f, 0, 0.7f, 0.2f, 0.1f, 0.125f, 0.125f, 0.75f};
        double first = 0.5 / 1.5;
        double second = -Math.log(3);
        assertThat(value(new LogOddsLoss(2, OrganSets.exclusive(CLASSES - 1)), moved, answer, 0, 3))
                .isCloseTo(second, within(1e-6));
        // The half a pixel beside would not show alone.
        assertThat(value(new LogOddsLoss(1, OrganSets.exclusive(CLASSES - 1)), moved, answer, 0, 3))
                .isCloseTo(first, within(1e-6));
        assertThat(value(
                        new LogOddsLoss(WorstTrials.ALL_ORGANS, OrganSets.exclusive(CLASSES - 1)), moved, answer, 0, 3))
                .isCloseTo((first + second) / 2, within(1e-6));
    }

    /** By a softmax's slope s (1 - s): the cross-entropy's would be a ten millionth here. */
    @Test
    void theLogOddsOfWhatIsSureHaveTheSlopeOfTheirLogit() {
        float[] moved = new float[OFFSET + PIXELS * CLASSES];
        float[] answer = moved.clone();
        for (int at = 0; at < answer.length; at += CLASSES) {
            moved[at + 1] = 1;
            answer[at] = 1e-7f;
            answer[at + 1] = 1;
        }
        float[] gradient = new float[answer.length];
        new LogOddsLoss(1, OrganSets.exclusive(CLASSES - 1))
                .of(moved, answer, OFFSET, PIXELS, gradient, new float[answer.length]);
        double bySoftmax = 0;
        for (int at = OFFSET; at < answer.length; at += CLASSES) {
            bySoftmax += answer[at] * answer[at + 1] * (gradient[at] - gradient[at + 1]);
        }
        assertThat(bySoftmax).isCloseTo(1, within(1e-3));
    }

    @Test
    void whatIsLostAlreadyHasNoSlope() {
        float[] moved = {0, 1, 0, 0, 1, 0};
        float[] answer = {0.8f, 0.2f, 0, 0.2f, 0.8f, 0};
        float[] answerGradient = new float[answer.length];
        new LogOddsLoss(1, OrganSets.exclusive(CLASSES - 1))
                .of(moved, answer, 0, 2, answerGradient, new float[answer.length]);
        assertThat(Arrays.copyOf(answerGradient, CLASSES)).containsOnly(0);
        assertThat(answerGradient[CLASSES + 1]).isNegative();
    }

    @Test
    void softDiceIsThatOfTheMetric() {
        float[] moved = probabilities(3);
        float[] answer = probabilities(4);
        assertThat(value(new SoftDiceLoss(OrganSets.exclusive(CLASSES - 1)), moved, answer))
                .isEqualTo(1 - SoftDice.mean(moved, OFFSET, answer, OFFSET, PIXELS, OrganSets.exclusive(CLASSES - 1)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void withoutAnOrganThereIsNothingToRaise(FieldLoss loss) {
        float[] moved = new float[OFFSET + PIXELS * CLASSES];
        for (int at = 0; at < moved.length; at += CLASSES) {
            moved[at] = 1;
        }
        float[] answerGradient = new float[moved.length];
        float[] movedGradient = new float[moved.length];
        assertThat(loss.of(moved, probabilities(1), OFFSET, PIXELS, answerGradient, movedGradient))
                .isZero();
        assertThat(answerGradient).containsOnly(0f);
        assertThat(movedGradient).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aProbabilityOfZeroGivesFiniteGradients(FieldLoss loss) {
        float[] moved = probabilities(1);
        float[] answer = probabilities(2);
        for (int at = OFFSET; at < answer.length; at += CLASSES) {
            answer[at] = 1;
            answer[at + 1] = 0;
            answer[at + 2] = 0;
        }
        float[] answerGradient = new float[answer.length];
        float[] movedGradient = new float[answer.length];
        assertThat(loss.of(moved, answer, OFFSET, PIXELS, answerGradient, movedGradient))
                .isFinite();
        for (int i = 0; i < answer.length; i++) {
            assertThat(answerGradient[i]).isFinite();
            assertThat(movedGradient[i]).isFinite();
        }
    }
}
