package org.duress.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.duress.DuressException;
import org.duress.gate.GateRun;
import org.duress.result.Check;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.ContenderPasses;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Strength;
import org.duress.result.SubjectDice;
import org.duress.result.TrialCounts;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.MeasuredCanary;
import org.duress.testkit.MeasuredEvidence;
import org.duress.testkit.MeasuredOrgan;
import org.junit.jupiter.api.Test;

class VerdictRuleTest {
    @Test
    void nothingPastItsThresholdPasses() {
        VerdictRule.Judgement judgement = judge(Decision.POINT, organ("liver", 0.3, 0.3));
        assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
        assertThat(judgement.breaches()).isEmpty();
        assertThat(judgement.summary()).isEqualTo("PASS");
    }

    @Test
    void breachesComeLargestFallFirst() {
        VerdictRule.Judgement judgement = judge(
                Decision.POINT,
                organ("liver", 0.4, 0.3),
                organ("kidneys", 0.2, 0.3),
                organ("pancreas", 0.75, 0.5),
                organ("spleen", 0.4, 0.35));
        assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judgement.breaches())
                .containsExactly(
                        "pancreas fell by 0.7500 (Dice from 0.8000 to 0.2000), more than maxDiceDrop=0.5, at"
                                + " p=0.1000; worst"
                                + " slice s1_pancreas",
                        "liver fell by 0.4000 (Dice from 0.8000 to 0.4800), more than maxDiceDrop=0.3, at p=0.1000;"
                                + " worst"
                                + " slice s1_liver",
                        "spleen fell by 0.4000 (Dice from 0.8000 to 0.4800), more than maxDiceDrop=0.35, at"
                                + " p=0.1000; worst"
                                + " slice s1_spleen");
    }

    @Test
    void theIntervalDecidesBetweenFailAndInconclusive() {
        OrganEvidence fell = organ("liver", 0.4, 0.3, new Interval(0.31, 0.5));
        OrganEvidence nearly = organ("liver", 0.4, 0.3, new Interval(0.3, 0.5));
        OrganEvidence hardly = organ("liver", 0.2, 0.3, new Interval(0.1, 0.31));
        OrganEvidence holds = organ("liver", 0.2, 0.3, new Interval(0.1, 0.3));

        assertThat(judge(Decision.INTERVAL, fell).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge(Decision.INTERVAL, nearly).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge(Decision.INTERVAL, hardly).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge(Decision.INTERVAL, holds).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge(Decision.POINT, nearly).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge(Decision.POINT, hardly).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge(Decision.INTERVAL, nearly).breaches())
                .containsExactly("liver fell by 0.4000, with a 95 % interval [0.3000, 0.5000] over 2 gate subjects that"
                        + " holds maxDiceDrop=0.3; about 1 more subject like these would settle it: name more in"
                        + " cohort.gateSubjects");
    }

    @Test
    void oneSubjectCanFailAModelAndNeverPassIt() {
        assertThat(judge(Decision.INTERVAL, organ("liver", 0.4, 0.3)).verdict()).isEqualTo(Verdict.FAIL);
        VerdictRule.Judgement judgement = judge(Decision.INTERVAL, organ("liver", 0.1, 0.3));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.breaches())
                .containsExactly(
                        "liver fell by 0.1000 of the 0.3 allowed, but only one gate subject shows it, so nothing is"
                                + " known of others; let more subjects show liver: name more in cohort.gateSubjects");
    }

    @Test
    void anOrganThatFellFailsTheModelHoweverWeakTheAttackAndWhateverTheOthersDo() {
        Strength weak = new Strength(List.of(), List.of(), Optional.empty(), Optional.empty(), true, false);
        OrganEvidence fell = organ("liver", 0.4, 0.3, new Interval(0.35, 0.5));
        OrganEvidence undecided = organ("spleen", 0.3, 0.3, new Interval(0.2, 0.5));
        VerdictRule.Judgement judgement =
                VerdictRule.judge(spec(Decision.INTERVAL), MeasuredEvidence.of(0.1, weak, List.of(undecided, fell)));
        assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judgement.breaches()).singleElement().asString().startsWith("liver fell by 0.4000");
        assertThat(judgement.checks())
                .as("a FAIL needs no canary")
                .isNotEmpty()
                .extracting(Check::name)
                .doesNotContain("broke the canary");
        assertThat(VerdictRule.fails(spec(Decision.INTERVAL), List.of(undecided, fell), Map.of()))
                .isTrue();
        assertThat(VerdictRule.fails(spec(Decision.INTERVAL), List.of(undecided), Map.of()))
                .isFalse();
    }

    @Test
    void aFallThatMayNotBeFoundAgainDecidesNothing() {
        Strength random = new Strength(
                strong().contenders(), strong().canaries(), Optional.empty(), Optional.empty(), false, true);
        VerdictRule.Judgement judgement = VerdictRule.judge(
                spec(Decision.POINT), MeasuredEvidence.of(0.1, random, List.of(organ("liver", 0.9, 0.3))));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.breaches())
                .containsExactly(
                        "asked twice about a clean image, the model gave different answers; switch off what is random"
                                + " in the model, such as dropout or test-time augmentation");
    }

    @Test
    void everyReasonIsNamed() {
        Strength weak = new Strength(List.of(), List.of(), Optional.empty(), Optional.empty(), true, false);
        VerdictRule.Judgement judgement = VerdictRule.judge(
                spec(Decision.INTERVAL),
                MeasuredEvidence.of(0.1, weak, List.of(organ("liver", 0.3, 0.3, new Interval(0.2, 0.5)))));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judgement.breaches()).hasSize(4);
        assertThat(judgement.summary()).startsWith("INCONCLUSIVE: the model segments every gate slice alike");
        assertThat(judgement.breaches().get(3))
                .as("what may only follow from the others comes last")
                .startsWith("liver fell by 0.3000, with a 95 % interval");
    }

    /** With them and without them the verdict is the same, and so are the reasons that rest on none. */
    @Test
    void whereAnIntervalLeavesAnOrganOpenNoCanaryDecides() {
        OrganEvidence open = organ("liver", 0.2, 0.3, new Interval(0.1, 0.31));
        OrganEvidence holds = organ("liver", 0.2, 0.3, new Interval(0.1, 0.3));
        OrganEvidence fell = organ("liver", 0.4, 0.3, new Interval(0.31, 0.5));
        RobustnessSpec spec = spec(Decision.INTERVAL);
        assertThat(VerdictRule.canaryDecides(spec, List.of(holds), Map.of())).isTrue();
        assertThat(VerdictRule.canaryDecides(spec, List.of(holds, open), Map.of()))
                .isFalse();
        assertThat(VerdictRule.canaryDecides(spec, List.of(holds, fell), Map.of()))
                .isFalse();
        assertThat(VerdictRule.canaryDecides(spec(Decision.POINT), List.of(open), Map.of()))
                .isTrue();

        VerdictRule.Judgement planted = judge(Decision.INTERVAL, open);
        VerdictRule.Judgement none = unplanted(spec, open, 0.1);
        assertThat(none.verdict()).isEqualTo(Verdict.INCONCLUSIVE).isEqualTo(planted.verdict());
        assertThat(none.breaches()).isEqualTo(planted.breaches());
        assertThat(none.checks())
                .extracting(Check::name)
                .doesNotContain("broke the canary")
                .contains("beats noise");
        assertThat(none.warnings()).singleElement().asString().startsWith("no copy of the model");
        assertThat(planted.warnings()).isEmpty();
        assertThat(unplanted(spec, holds, 0.1).breaches())
                .as("where it decides, it must be there")
                .singleElement()
                .asString()
                .startsWith("no copy of the model with a planted weakness was attacked");
    }

    /** That attacks and noise are told apart by the canary with a slope is not made known by none. */
    @Test
    void whereNoCanaryDecidesNothingIsSaidThatRestsOnOne() {
        OrganEvidence open = organ("liver", 0.001, 0.001, new Interval(0.0001, 0.002));
        assertThat(unplanted(spec(Decision.INTERVAL), open, 0.001).checks())
                .extracting(Check::name)
                .doesNotContain("beats noise");
    }

    private static VerdictRule.Judgement unplanted(RobustnessSpec spec, OrganEvidence organ, double drop) {
        Strength strength = new Strength(
                List.of(
                        contender(Contender.RANDOM, drop / 2),
                        contender(Contender.GRADIENT, drop),
                        contender(Contender.QUERY, drop)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                true);
        return VerdictRule.judge(spec, MeasuredEvidence.of(0.1, strength, List.of(organ)));
    }

    @Test
    void aPassByThePointEstimateAloneIsWarnedOf() {
        OrganEvidence near = organ("liver", 0.126, 0.15, new Interval(0.09, 0.171));
        OrganEvidence settled = organ("spleen", 0.1, 0.15, new Interval(0.09, 0.15));
        OrganEvidence alone = organ("pancreas", 0.1, 0.15);

        VerdictRule.Judgement judgement = judge(Decision.POINT, near, settled, alone);
        assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
        assertThat(judgement.warnings())
                .containsExactly(
                        "a PASS by the point estimate alone (gate.decision: point): liver fell by 0.1260, with a 95 %"
                                + " interval [0.0900, 0.1710] over 2 gate subjects that holds maxDiceDrop=0.15; about 6"
                                + " more subjects like these would settle it: name more in cohort.gateSubjects",
                        "a PASS by the point estimate alone (gate.decision: point): pancreas fell by 0.1000 of the 0.15"
                                + " allowed, but only one gate subject shows it, so nothing is known of others;"
                                + " let more"
                                + " subjects show pancreas: name more in cohort.gateSubjects");
        assertThat(judge(Decision.POINT, settled).warnings()).isEmpty();
        assertThat(judge(Decision.INTERVAL, settled).warnings()).isEmpty();
        assertThat(judge(Decision.POINT, organ("liver", 0.2, 0.15, new Interval(0.1, 0.3)))
                        .warnings())
                .as("a FAIL is no PASS")
                .isEmpty();
    }

    @Test
    void oneSubjectPastItsLimitFailsTheModelWhateverTheMeanDoes() {
        List<OrganEvidence> organs = List.of(
                organ("liver", 0.2, 0.3, new Interval(0.1, 0.25)), organ("spleen", 0.1, 0.3, new Interval(0.1, 0.25)));
        Map<String, List<SubjectDice>> subjects = Map.of(
                "s1", List.of(new SubjectDice("liver", 0.8, 0.32, 0.8), new SubjectDice("spleen", 0.5, 0.05, 0.5)),
                "s2", List.of(new SubjectDice("liver", 0.9, 0.9, 0.9), new SubjectDice("spleen", 0, 0, 0)));

        for (Decision decision : Decision.values()) {
            assertThat(judge(spec(decision), organs, subjects).verdict()).isEqualTo(Verdict.PASS);
            RobustnessSpec limited = withWorstSubject(decision, 0.61);
            VerdictRule.Judgement judgement = judge(limited, organs, subjects);
            assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(judgement.breaches())
                    .containsExactly("spleen fell by 0.9000 in subject s1 (Dice from 0.5000 to 0.0500), more than"
                            + " worstSubject=0.61, at p=0.1000");
            assertThat(VerdictRule.fails(limited, organs, subjects)).isTrue();
            assertThat(judge(withWorstSubject(decision, 0.59), organs, subjects).breaches())
                    .extracting(breach -> breach.substring(0, breach.indexOf(' ')))
                    .containsExactly("spleen", "liver");
            assertThat(VerdictRule.fails(withWorstSubject(decision, 0.91), organs, subjects))
                    .isFalse();
        }
    }

    @Test
    void aBreachNamesTheWorstSubject() {
        VerdictRule.Judgement judgement = judge(
                spec(Decision.POINT),
                List.of(organ("liver", 0.4, 0.3)),
                Map.of("s1", List.of(new SubjectDice("liver", 0.8, 0.2, 0.8))));
        assertThat(judgement.breaches())
                .singleElement()
                .asString()
                .endsWith("; worst slice s1_liver; worst subject s1, by 0.7500");
    }

    @Test
    void notANumberIsNeverAPass() {
        assertThatThrownBy(() -> judge(Decision.POINT, organ("liver", 0.1, 0.3), organ("spleen", Double.NaN, 0.3)))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "the Dice of organ 'spleen' could not be measured; choose gate subjects that show it or drop"
                                + " the organ");
        assertThatThrownBy(() -> VerdictRule.judge(
                        spec(Decision.POINT),
                        MeasuredEvidence.of(Double.NaN, strong(), List.of(organ("liver", 0.4, 0.3)))))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "the perceptibility is NaN, so nothing was measured; check the images of the gate subjects");
    }

    private static VerdictRule.Judgement judge(Decision decision, OrganEvidence... organs) {
        return judge(spec(decision), List.of(organs), Map.of());
    }

    private static VerdictRule.Judgement judge(
            RobustnessSpec spec, List<OrganEvidence> organs, Map<String, List<SubjectDice>> subjects) {
        return VerdictRule.judge(spec, MeasuredEvidence.of(0.1, strong(), organs, subjects));
    }

    private static RobustnessSpec withWorstSubject(Decision decision, double fall) {
        GateRun run = new GateRun();
        run.decision = decision;
        run.worstSubject = OptionalDouble.of(fall);
        return run.spec();
    }

    /** Adequate in every respect. */
    private static Strength strong() {
        return new Strength(
                List.of(
                        contender(Contender.RANDOM, 0.05),
                        contender(Contender.GRADIENT, 0.1),
                        contender(Contender.QUERY, 0.1)),
                MeasuredCanary.fallen(),
                Optional.empty(),
                Optional.empty(),
                true,
                true);
    }

    private static ContenderEvidence contender(Contender contender, double drop) {
        return new ContenderEvidence(
                contender,
                new TrialCounts(4, 0, 0),
                ContenderPasses.NONE,
                0.1,
                1,
                2,
                List.of(new ContenderDice("liver", 0.8, drop, Interval.UNKNOWN, Map.of())));
    }

    private static RobustnessSpec spec(Decision decision) {
        GateRun run = new GateRun();
        run.decision = decision;
        return run.spec();
    }

    private static OrganEvidence organ(String name, double drop, double limit) {
        return organ(name, drop, limit, Interval.UNKNOWN);
    }

    private static OrganEvidence organ(String name, double drop, double limit, Interval interval) {
        double attacked = 0.8 * (1 - drop);
        return MeasuredOrgan.of(name, 0.8, attacked, drop, attacked, attacked, limit, "s1_" + name, interval);
    }
}
