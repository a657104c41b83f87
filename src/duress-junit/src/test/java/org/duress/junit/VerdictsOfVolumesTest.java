package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.spec.Search;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;

class VerdictsOfVolumesTest {
    @Test
    void aFailureNamesTheWorstVolume() {
        assertThatThrownBy(() -> Verdicts.judge(
                        Outcomes.outcome("volumes", Verdict.FAIL, Expectation.PASS, Outcomes.VOLUME), Search.FULL))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("; worst volume p03; worst subject p03, by 0.4");
        assertThatThrownBy(
                        () -> Verdicts.judge(Outcomes.outcome("slices", Verdict.FAIL, Expectation.PASS), Search.FULL))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("; worst slice p03_z005; worst subject p03, by 0.4");
    }
}
