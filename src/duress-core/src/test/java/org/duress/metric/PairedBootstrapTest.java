package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.duress.metric.PairedBootstrap.Run;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    /**
     * A quarter of the resamples holds the first subject twice, a quarter the second: the bounds are their own changes.
     * Attacked 0.8 to 0.5 and 0.6 to 0.3 of a clean 1 and 0.6: falls of 0.2 and 0 become 0.5 and 0.5.
     */
    @Test
    void twoSubjectsSpanTheIntervalThemselves() {
        Run before = new Run(new double[] {1, 0.6}, new double[] {0.8, 0.6});
        Run now = new Run(new double[] {1, 0.6}, new double[] {0.5, 0.3});

        PairedBootstrap change = PairedBootstrap.of(before, now, 7);

        assertThat(change.clean()).isEqualTo(new Bootstrap.Bounds(0, 0));
        assertThat(change.attacked().low()).isCloseTo(-0.3, within(1e-12));
        assertThat(change.attacked().high()).isCloseTo(-0.3, within(1e-12));
        assertThat(change.drop().low()).isCloseTo(0.3, within(1e-12));
        assertThat(change.drop().high()).isCloseTo(0.5, within(1e-12));
    }

    /** What differs from subject to subject, and not from run to run, is no doubt; unpaired it would be all of it. */
    @Test
    void whatDiffersBetweenSubjectsCancels() {
        Run before = new Run(new double[] {1, 1, 1, 1}, new double[] {0.9, 0.1, 0.5, 0.7});
        Run now = new Run(new double[] {1, 1, 1, 1}, new double[] {0.85, 0.05, 0.45, 0.65});

        PairedBootstrap change = PairedBootstrap.of(before, now, 3);

        assertThat(change.attacked().low()).isCloseTo(-0.05, within(1e-12));
        assertThat(change.attacked().high()).isCloseTo(-0.05, within(1e-12));
        assertThat(change.drop().low()).isCloseTo(0.05, within(1e-12));
        assertThat(change.drop().high()).isCloseTo(0.05, within(1e-12));
    }

    /**
     * Six subjects, one of which lost 0.6 of 1: the mean change is -0.1 k with k of Binomial(6, 1/6), whose 2.5 % and
     * 97.5 % points are 0 and 3 (P(k = 0) = 0.335, P(k &lt;= 2) = 0.938, P(k &lt;= 3) = 0.991).
     */
    @Test
    void boundsAreThoseOfTheBinomial() {
        double[] ones = {1, 1, 1, 1, 1, 1};
        PairedBootstrap change =
                PairedBootstrap.of(new Run(ones, ones), new Run(ones, new double[] {1, 1, 0.4, 1, 1, 1}), 3);

        assertThat(change.attacked().low()).isCloseTo(-0.3, within(1e-12));
        assertThat(change.attacked().high()).isZero();
        assertThat(change.drop().high()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void theSameRunDiffersByNothing() {
        Run run = new Run(new double[] {0.9, 0.8, 0.7}, new double[] {0.5, 0.1, 0.6});
        assertThat(PairedBootstrap.of(run, run, 1))
                .isEqualTo(new PairedBootstrap(
                        new Bootstrap.Bounds(0, 0), new Bootstrap.Bounds(0, 0), new Bootstrap.Bounds(0, 0)));
    }

    @Test
    void oneSubjectHasNoInterval() {
        Run one = new Run(new double[] {0.9}, new double[] {0.5});
        assertThat(PairedBootstrap.of(one, one, 1).drop()).isEqualTo(new Bootstrap.Bounds(Double.NaN, Double.NaN));
    }

    @Test
    void otherSubjectsMakeNoPairs() {
        Run two = new Run(new double[] {1, 1}, new double[] {1, 1});
        Run one = new Run(new double[] {1}, new double[] {1});
        assertThatThrownBy(() -> PairedBootstrap.of(two, one, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 subjects before and 1 now");
        assertThatThrownBy(() -> new Run(new double[] {1, 1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
