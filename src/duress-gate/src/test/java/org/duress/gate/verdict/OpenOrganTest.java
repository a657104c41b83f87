package org.duress.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.gate.GateRun;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.Contender;
import org.duress.spec.Expectation;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.MeasuredEvidence;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.MeasuredStrength;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenOrganTest {
    /** Two subjects; w to the end on the limit's side, d to the limit: 2 (w/d)^2 in all. */
    @ParameterizedTest
    @CsvSource({
        "0.2, 0.1, 0.4, about 6 more subjects", // w 0.2, d 0.1: 8
        "0.2, 0, 0.4, about 6 more subjects", // the other end does not count
        "0.4, 0.25, 0.7, about 3 more subjects", // w 0.15, d 0.1: 4.5
        "0.2, 0.1, 0.31, about 1 more subject", // w 0.11, d 0.1: 2.42
        "0.2, 0.1, 1.19, about 195 more subjects", // w 0.99, d 0.1: 196.02
    })
    void saysHowManyMoreSubjectsWouldSettleIt(double fall, double low, double high, String words) {
        assertThat(open(fall, low, high).advice()).startsWith(words + " like these would settle it: ");
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0.2, 0.4", "0.299, 0.2, 0.31", "0.301, 0.29, 0.4"})
    void onTheLimitNoNumberOfSubjectsSettlesIt(double fall, double low, double high) {
        assertThat(open(fall, low, high).advice())
                .isEqualTo(
                        "the fall is so near its limit that no number of subjects would settle it: make the model more"
                                + " robust, or judge it by a limit that it is not at (gate.maxDiceDrop, gate.organs)");
    }

    @Test
    void countsTheSubjectsThatShowTheOrgan() {
        OrganEvidence all = organ(0.2, 0.1, 0.4);
        OrganEvidence some = new OrganEvidence(
                all.name(),
                all.dice(),
                all.maxDiceDrop(),
                all.worstSlice(),
                all.trials(),
                all.surface(),
                all.curve(),
                new HallucinationEvidence(1, 0, 0, 0, 0));
        assertThat(open(some, new GateRun().spec()).measured()).contains("] over 1 gate subject that");
        assertThat(open(some, new GateRun().spec()).advice()).startsWith("about 3 more subjects");
    }

    @Test
    void saysWhereMoreSubjectsComeFrom() {
        RobustnessSpec phantoms = Outcomes.spec("phantoms", Expectation.PASS);
        assertThat(open(organ(0.2, 0.1, 0.4), phantoms).advice()).endsWith(": raise cohort.subjects");
        assertThat(open(organ(0.2, 0.1, 0.4), files(phantoms, new SubjectSelection.Rest()))
                        .advice())
                .endsWith(": add some to the cohort, or let cohort.attackerSubjects have fewer");
        assertThat(open(organ(0.2, 0.1, 0.4), files(phantoms, new SubjectSelection.Share(0.2)))
                        .advice())
                .endsWith(": raise cohort.gateSubjects, or add some to the cohort");
        assertThat(open(organ(0.2, 0.1, 0.4), files(phantoms, new SubjectSelection.Named(List.of("a", "b"))))
                        .advice())
                .endsWith(": name more in cohort.gateSubjects");
    }

    private static RobustnessSpec files(RobustnessSpec spec, SubjectSelection gate) {
        return spec.with(spec.cohort().with(CohortSpec.FORMAT, CohortFormat.PNG).with(CohortSpec.GATE_SUBJECTS, gate));
    }

    private static OpenOrgan open(double fall, double low, double high) {
        return open(organ(fall, low, high), new GateRun().spec());
    }

    private static OpenOrgan open(OrganEvidence organ, RobustnessSpec spec) {
        return new OpenOrgan(
                organ, spec, MeasuredEvidence.of(0.1, MeasuredStrength.of(Contender.GRADIENT), List.of(organ)));
    }

    /** Its limit is 0.3. */
    private static OrganEvidence organ(double fall, double low, double high) {
        double left = 1 - fall;
        return MeasuredOrgan.of("liver", 1, left, fall, left, left, 0.3, "s1_z1", new Interval(low, high));
    }
}
