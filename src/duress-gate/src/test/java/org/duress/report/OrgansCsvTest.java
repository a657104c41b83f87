package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;

class OrgansCsvTest {
    @Test
    void quotesNamesAndLeavesCellsOfMissingNumbersEmpty() {
        OrganEvidence odd = MeasuredOrgan.of("duct, \"main\"", 0.5, Double.NaN, 0, Double.NaN, 0.25, 1, "");
        RobustnessResult result = Outcomes.result("odd", Verdict.FAIL, Expectation.FAIL);

        assertThat(OrgansCsv.of(Outcomes.with(result, List.of(odd))).lines().skip(1))
                .containsExactly(
                        "\"duct, \"\"main\"\"\",0.5,,0.0,1.0,false,,0.25,,,,,,px,2.0,,,,,,0,0,0,0,0,,,96,1.0,");
    }
}
