package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duress.metric.Bootstrap.Scores;
import org.junit.jupiter.api.Test;

class ComparedTest {
    private static Scores scores(double clean, double first, double second) {
        return new Scores(new double[] {clean, clean}, new double[][] {{first, second}});
    }

    /** Liver falls by 0.5 and 0.1, spleen by 0.25 and 0.25; every pair of subjects gives the same difference. */
    @Test
    void theFallIsAMeanOverOrgansAndItsDifferenceIsPaired() {
        List<Scores> before = List.of(scores(0.8, 0.4, 0.4), scores(0.4, 0.3, 0.3));
        List<Scores> after = List.of(scores(0.8, 0.72, 0.72), scores(0.4, 0.3, 0.3));
        Compared fall = Compared.of("fall", Compared.Measure.FALL, before, after, 7);
        assertThat(fall.before()).isCloseTo((0.5 + 0.25) / 2, within(1e-12));
        assertThat(fall.after()).isCloseTo((0.1 + 0.25) / 2, within(1e-12));
        assertThat(fall.difference().low()).isCloseTo(-0.2, within(1e-12));
        assertThat(fall.difference().high()).isCloseTo(-0.2, within(1e-12));
        assertThat(fall.cells()).containsExactly("0.375", "0.175", "-0.200 [-0.200, -0.200]");
    }

    /** One subject gains 0.2 and one nothing: a resample has the first twice, once or never. */
    @Test
    void theIntervalIsOverSubjects() {
        List<Scores> before = List.of(scores(0.8, 0.4, 0.4));
        List<Scores> after = List.of(scores(0.8, 0.6, 0.4));
        Compared left = Compared.of("left", Compared.Measure.ATTACKED, before, after, 7);
        assertThat(left.after() - left.before()).isCloseTo(0.1, within(1e-12));
        assertThat(left.difference().low()).isCloseTo(0, within(1e-12));
        assertThat(left.difference().high()).isCloseTo(0.2, within(1e-12));
        Compared clean = Compared.of("clean", Compared.Measure.CLEAN, before, after, 7);
        assertThat(clean.cells()).containsExactly("0.800", "0.800", "+0.000 [+0.000, +0.000]");
    }

    @Test
    void oneSubjectHasNoInterval() {
        List<Scores> one = List.of(new Scores(new double[] {0.8}, new double[][] {{0.4}}));
        assertThat(Compared.of("fall", Compared.Measure.FALL, one, one, 7).cells())
                .containsExactly("0.500", "0.500", "+0.000");
    }
}
