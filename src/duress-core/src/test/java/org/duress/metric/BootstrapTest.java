package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.metric.Bootstrap.Scores;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    /** Of two subjects a quarter of the resamples holds the lower twice, a quarter the higher: the bounds are these. */
    @Test
    void twoSubjectsSpanTheIntervalThemselves() {
        Bootstrap interval = Bootstrap.of(new double[] {0.8, 1.0}, new double[] {0.4, 0.9}, 7);

        assertThat(interval.attacked()).isEqualTo(new Bootstrap.Bounds(0.4, 0.9));
        assertThat(interval.drop().low()).isCloseTo(0.1, within(1e-12));
        assertThat(interval.drop().high()).isCloseTo(0.5, within(1e-12));
    }

    /**
     * Six subjects, one of them 1: the mean is k / 6 with k of Binomial(6, 1/6). P(k = 0) = 0.335, P(k &lt;= 2) =
     * 0.938, P(k &lt;= 3) = 0.991, so the bounds are 0 and 3/6.
     */
    @Test
    void boundsAreThoseOfTheBinomial() {
        Bootstrap interval = Bootstrap.of(new double[] {1, 1, 1, 1, 1, 1}, new double[] {0, 0, 1, 0, 0, 0}, 3);

        assertThat(interval.attacked().low()).isZero();
        assertThat(interval.attacked().high()).isCloseTo(0.5, within(1e-12));
        assertThat(interval.drop().low()).isCloseTo(0.5, within(1e-12));
        assertThat(interval.drop().high()).isEqualTo(1);
    }

    /** Unpaired resampling would mix clean of one subject with attacked of another, and the fall would vary. */
    @Test
    void pairsStayTogether() {
        double[] clean = {0.5, 0.7, 0.9, 1.0};
        double[] attacked = {0.25, 0.35, 0.45, 0.5};

        Bootstrap interval = Bootstrap.of(clean, attacked, 11);

        assertThat(interval.drop().low()).isCloseTo(0.5, within(1e-12));
        assertThat(interval.drop().high()).isCloseTo(0.5, within(1e-12));
        assertThat(interval.attacked().high() - interval.attacked().low()).isGreaterThan(0.1);
    }

    @Test
    void containsTheEstimateAndShrinksWithSubjectsAsTheirRoot() {
        double few = width(16);
        double many = width(256);

        assertThat(few / many).isBetween(3.0, 5.5);
    }

    private static double width(int subjects) {
        Random random = new Random(5);
        double[] attacked = random.doubles(subjects).toArray();
        double[] clean = new double[subjects];
        Arrays.fill(clean, 1);
        double mean = Arrays.stream(attacked).average().orElseThrow();
        Bootstrap interval = Bootstrap.of(clean, attacked, 1);
        assertThat(mean)
                .isBetween(interval.attacked().low(), interval.attacked().high());
        assertThat(1 - mean).isBetween(interval.drop().low(), interval.drop().high());
        return interval.attacked().high() - interval.attacked().low();
    }

    @Test
    void theSeedDecides() {
        double[] clean = {0.81, 0.92, 0.73, 0.64, 0.95};
        double[] attacked = {0.31, 0.52, 0.13, 0.44, 0.65};

        assertThat(Bootstrap.of(clean, attacked, 9)).isEqualTo(Bootstrap.of(clean, attacked, 9));
        assertThat(Bootstrap.of(clean, attacked, 9)).isNotEqualTo(Bootstrap.of(clean, attacked, 10));
    }

    @Test
    void oneSubjectHasNoInterval() {
        Bootstrap interval = Bootstrap.of(new double[] {0.9, 0.8}, new double[] {0.4, Double.NaN}, 7);

        assertThat(interval.attacked().low()).isNaN();
        assertThat(interval.attacked().high()).isNaN();
        assertThat(interval.drop().low()).isNaN();
        assertThat(interval.drop().high()).isNaN();
    }

    @Test
    void notANumberNeverEnters() {
        double nan = Double.NaN;

        assertThat(Bootstrap.of(new double[] {0.8, nan, 1.0, 0.3}, new double[] {0.4, 0.1, 0.9, nan}, 7))
                .isEqualTo(Bootstrap.of(new double[] {0.8, 1.0}, new double[] {0.4, 0.9}, 7));
    }

    @Test
    void aCleanMeanOfZeroDoesNotFall() {
        assertThat(Bootstrap.of(new double[2], new double[2], 7).drop()).isEqualTo(new Bootstrap.Bounds(0, 0));
    }

    /** One seed leaves the subjects at 1 and 1, the other at 0 and 0: of the draws of two seeds a quarter is alike. */
    @Test
    void seedsAreDrawnToo() {
        Scores scores = new Scores(new double[] {1, 1}, new double[][] {{1, 1}, {0, 0}});

        assertThat(scores.meanAttacked()).isEqualTo(0.5);
        assertThat(scores.drop()).isEqualTo(0.5);
        assertThat(Bootstrap.of(scores, 7).attacked()).isEqualTo(new Bootstrap.Bounds(0, 1));
        assertThat(Bootstrap.meanDrop(List.of(scores), 7)).isEqualTo(new Bootstrap.Bounds(0, 1));
    }

    /** Subjects that were drawn anew under each seed would even out, and the interval would be half as wide. */
    @Test
    void theSameSubjectsAreDrawnUnderEverySeed() {
        double[] one = {0.4, 0.9};
        Scores scores = new Scores(new double[] {0.8, 1.0}, new double[][] {one, one, one, one});

        assertThat(Bootstrap.of(scores, 7).attacked()).isEqualTo(new Bootstrap.Bounds(0.4, 0.9));
        assertThat(scores.drop()).isCloseTo((1.8 - 1.3) / 1.8, within(1e-12));
    }

    @Test
    void oneSeedIsTheBootstrapOverSubjectsAlone() {
        double[] clean = {0.81, 0.92, 0.73, 0.64, 0.95};
        double[] attacked = {0.31, 0.52, 0.13, 0.44, 0.65};
        Scores scores = new Scores(clean, new double[][] {attacked});

        assertThat(Bootstrap.of(scores, 9)).isEqualTo(Bootstrap.of(clean, attacked, 9));
        assertThat(Bootstrap.meanDrop(List.of(scores), 9))
                .isEqualTo(Bootstrap.of(clean, attacked, 9).drop());
    }

    /** One organ falls where the other does not, subject by subject: their mean is 0.5 whoever is drawn. */
    @Test
    void theMeanOverOrgansIsOfTheSameSubjects() {
        Scores liver = new Scores(new double[] {1, 1, 1}, new double[][] {{0, 1, 0}});
        Scores spleen = new Scores(new double[] {1, 1, 1}, new double[][] {{1, 0, 1}});

        Bootstrap.Bounds mean = Bootstrap.meanDrop(List.of(liver, spleen), 7);
        assertThat(mean.low()).isCloseTo(0.5, within(1e-12));
        assertThat(mean.high()).isCloseTo(0.5, within(1e-12));
    }

    /** The second subject lacks the spleen: where it alone is drawn, the liver is all there is. */
    @Test
    void anOrganThatNobodyDrawnShowsIsLeftOutOfTheMean() {
        double nan = Double.NaN;
        Scores liver = new Scores(new double[] {1, 1}, new double[][] {{0.5, 0.5}});
        Scores spleen = new Scores(new double[] {1, nan}, new double[][] {{0, nan}});

        assertThat(spleen.drop()).isEqualTo(1);
        assertThat(Bootstrap.meanDrop(List.of(liver, spleen), 7)).isEqualTo(new Bootstrap.Bounds(0.5, 0.75));
    }

    @Test
    void pairsAreDemanded() {
        assertThatThrownBy(() -> Bootstrap.of(new double[2], new double[3], 7))
                .hasMessage("2 clean and 3 attacked values make no pairs");
    }
}
