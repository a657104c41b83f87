package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.base.Scope;
import org.duress.spec.CrossEntropyMean;
import org.junit.jupiter.api.Test;

/** Organs that lie in each other, and pixels that count nowhere. */
class OverlapTest {
    private static final OrganSets SETS = OrganSets.overlapping(3);
    private static final int PIXELS = 9;

    /** Whole 1 + 2 + 4 = 7 where all three are, 3 where the first two, 1 where the first alone. */
    @Test
    void everyOrganHasItsOwnDice() {
        byte[] truth = {7, 7, 3, 1, 0, 0};
        byte[] answer = {7, 3, 3, 0, 1, 0};
        List<Dice> dice = Dice.perOrgan(answer, truth, SETS);
        assertThat(dice).containsExactly(new Dice(3, 4, 4), new Dice(3, 3, 3), new Dice(1, 1, 2));
    }

    @Test
    void whatDoesNotCountIsInNoCount() {
        byte[] truth = {7, Scope.IGNORED, Scope.OUTSIDE, 1};
        byte[] answer = {7, 7, 7, 0};
        assertThat(Dice.perOrgan(answer, truth, SETS))
                .containsExactly(new Dice(1, 1, 2), new Dice(1, 1, 1), new Dice(1, 1, 1));
        assertThat(Dice.perOrgan(new byte[] {1, 1, 1, 0}, new byte[] {1, -1, -2, 0}, OrganSets.exclusive(1)))
                .containsExactly(new Dice(1, 1, 1));
    }

    /** The first organ is the middle three of five pixels in a row, the second its middle one. */
    @Test
    void everyOrganHasItsOwnSurface() {
        byte[] truth = {0, 1, 3, 1, 0};
        byte[] answer = {0, 0, 1, 3, 0};
        // All of a row is rim: four distances of 0 and one of 1.
        assertThat(hd95(answer, truth, 1)).isCloseTo(0.8, within(1e-9));
        assertThat(hd95(answer, truth, 2)).isEqualTo(1);
        assertThat(hd95(truth, truth, 2)).isZero();
    }

    private static double hd95(byte[] answer, byte[] truth, int organ) {
        SurfaceDistance surface = new SurfaceDistance();
        surface.add(answer, truth, SETS, organ, Grid.of(1, 5).unit());
        return surface.hd95();
    }

    /**
     * A square of three by three whose right neighbours are ignored: the middle one of its right side is no rim, and
     * what is answered beside it counts nowhere. With one pixel more below, 7 rim pixels each have 6 in common.
     */
    @Test
    void whatDoesNotCountHasNoSurface() {
        int side = 7;
        byte[] truth = new byte[side * side];
        byte[] answer = new byte[side * side];
        for (int y = 2; y < 5; y++) {
            for (int x = 2; x < 5; x++) {
                truth[y * side + x] = 1;
                answer[y * side + x] = 1;
            }
            truth[y * side + 5] = Scope.IGNORED;
            answer[y * side + 5] = 1;
        }
        SurfaceDistance surface = new SurfaceDistance();
        surface.add(
                answer, truth, OrganSets.exclusive(1), 1, Grid.of(side, side).unit());
        assertThat(surface.hd95()).isZero();
        answer[5 * side + 3] = 1;
        SurfaceDistance longer = new SurfaceDistance();
        longer.add(answer, truth, OrganSets.exclusive(1), 1, Grid.of(side, side).unit());
        assertThat(longer.surfaceDice(0.5)).isEqualTo(12 / 14.0);

        byte[] only = new byte[side * side];
        only[3 * side + 5] = 1;
        SurfaceDistance none = new SurfaceDistance();
        byte[] empty = new byte[side * side];
        empty[3 * side + 5] = Scope.OUTSIDE;
        none.add(only, empty, OrganSets.exclusive(1), 1, Grid.of(side, side).unit());
        assertThat(none.hd95()).isNaN();
    }

    /** Of independent organs the cross-entropy over sets is the sum of the organs' own. */
    @Test
    void theCrossEntropyOverSetsIsTheSumOfTheBinaryOnes() {
        double[] clean = {0.9, 0.7, 0.2};
        double[] attacked = {0.4, 0.6, 0.1};
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            expected -= clean[i] * Math.log(attacked[i]) + (1 - clean[i]) * Math.log(1 - attacked[i]);
        }
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.BATCH, SETS);
        float[] all = repeated(product(clean), 2);
        entropy.add(all, 0, repeated(product(attacked), 2), 0, 2);
        assertThat(entropy.value()).isCloseTo(expected, within(1e-6));

        MaskedCrossEntropy perOrgan = new MaskedCrossEntropy(CrossEntropyMean.ORGAN, SETS);
        perOrgan.add(repeated(product(clean), 10), 0, repeated(product(attacked), 10), 0, 10);
        assertThat(perOrgan.present()).containsExactly(0, 1, 2);
        assertThat(perOrgan.mass(1)).isCloseTo(7, within(1e-5));
    }

    private static float[] product(double... organs) {
        float[] sets = new float[SETS.classes()];
        for (int c = 0; c < sets.length; c++) {
            double product = 1;
            for (int organ = 1; organ <= organs.length; organ++) {
                product *= SETS.has(c, organ) ? organs[organ - 1] : 1 - organs[organ - 1];
            }
            sets[c] = (float) product;
        }
        return sets;
    }

    private static float[] repeated(float[] pixel, int times) {
        float[] all = new float[times * pixel.length];
        for (int p = 0; p < times; p++) {
            System.arraycopy(pixel, 0, all, p * pixel.length, pixel.length);
        }
        return all;
    }

    /** The soft Dice of each organ is that of its own probability alone, and so is what shows. */
    @Test
    void softDiceAndWhatShowsGoByOrgan() {
        float[] clean = random(1);
        float[] answer = random(2);
        SoftDice dice = SoftDice.ofShown(clean, 0, answer, 0, PIXELS, SETS);
        OrganScores scores = ShownOrgans.of(clean, 0, PIXELS, SETS).score(clean, 0, answer, 0);
        for (int organ = 1; organ <= 3; organ++) {
            OrganSets alone = OrganSets.exclusive(1);
            SoftDice own = SoftDice.ofShown(alone(clean, organ), 0, alone(answer, organ), 0, PIXELS, alone);
            assertThat(dice.of(organ)).isCloseTo(own.of(1), within(1e-6));
            assertThat(scores.of(organ))
                    .isCloseTo(
                            ShownOrgans.of(alone(clean, organ), 0, PIXELS, alone)
                                    .score(alone(clean, organ), 0, alone(answer, organ), 0)
                                    .of(1),
                            within(1e-6));
        }
    }

    /** Background and organ. */
    private static float[] alone(float[] sets, int organ) {
        float[] alone = new float[2 * PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            alone[2 * p + 1] = (float) SETS.share(sets, p * SETS.classes(), organ);
            alone[2 * p] = 1 - alone[2 * p + 1];
        }
        return alone;
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] all = new float[PIXELS * SETS.classes()];
        for (int p = 0; p < PIXELS; p++) {
            double sum = 0;
            double[] own = new double[SETS.classes()];
            for (int c = 0; c < own.length; c++) {
                own[c] = 0.05 + random.nextDouble();
                sum += own[c];
            }
            for (int c = 0; c < own.length; c++) {
                all[p * own.length + c] = (float) (own[c] / sum);
            }
        }
        return all;
    }

    @Test
    void theLogOddsOfAnOrganAreOfAllSetsWithIt() {
        float[] clean = random(3);
        float[] answer = random(4);
        float[] answerGradient = new float[answer.length];
        float[] cleanGradient = new float[answer.length];
        double expected = 0;
        double mass = 0;
        for (int p = 0; p < PIXELS; p++) {
            double weight = SETS.share(clean, p * 8, 2);
            double own = SETS.share(answer, p * 8, 2);
            mass += weight;
            expected += weight * Math.min(1, Math.log((1 - own) / own));
        }
        double value = LogOdds.addMean(2, 1, clean, answer, 0, PIXELS, SETS, 1, answerGradient, cleanGradient);
        assertThat(value).isCloseTo(expected / mass, within(1e-5));
        for (int i = 0; i < answer.length; i++) {
            assertThat((double) answerGradient[i])
                    .isCloseTo(FiniteDifferences.slope(answer, i, 1e-3f, moved -> mean(clean, moved)), within(2e-3));
            assertThat((double) cleanGradient[i])
                    .isCloseTo(FiniteDifferences.slope(clean, i, 1e-3f, moved -> mean(moved, answer)), within(2e-3));
        }
    }

    private static double mean(float[] clean, float[] answer) {
        return LogOdds.addMean(
                2, 1, clean, answer, 0, PIXELS, SETS, 1, new float[answer.length], new float[answer.length]);
    }
}
