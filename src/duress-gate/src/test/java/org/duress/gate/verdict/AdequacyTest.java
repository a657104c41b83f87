package org.duress.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.duress.gate.GateRun;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.Check;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.ContenderPasses;
import org.duress.result.Evidence;
import org.duress.result.GradientAgreement;
import org.duress.result.GradientEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Strength;
import org.duress.result.TrialCounts;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.MeasuredCanary;
import org.duress.testkit.MeasuredEvidence;
import org.duress.testkit.MeasuredOrgan;
import org.junit.jupiter.api.Test;

class AdequacyTest {
    /** An attack that is strong in every respect; each test spoils one. */
    private final List<ContenderEvidence> contenders = new ArrayList<>(List.of(
            contender(Contender.RANDOM, 0.05, 1, 0.5),
            contender(Contender.GRADIENT, 0.12, 1, 1),
            contender(Contender.QUERY, 0.10, 1, 1)));

    private List<CanaryEvidence> canaries = MeasuredCanary.fallen();
    private Optional<GradientEvidence> gradients = Optional.of(new GradientEvidence(0, 0));
    private Optional<GradientAgreement> agreement = Optional.of(new GradientAgreement(30, 2, 0.012));
    private boolean repeatable = true;
    private boolean seesImages = true;
    private OrganEvidence organ = organ(0.8);
    private RobustnessSpec spec = new GateRun().spec();

    @Test
    void aStrongAttackHoldsInEveryRespect() {
        assertThat(checks())
                .allMatch(Check::holds)
                .extracting(Check::name)
                .containsExactly(
                        "answers repeat",
                        "sees its input",
                        "finds every organ",
                        "gradients are true",
                        "gradients lead somewhere",
                        "trials count",
                        "used its means",
                        "beats noise",
                        "gradients do not mislead",
                        "broke the canary",
                        "broke the canary without a slope");
        assertThat(VerdictRule.judge(spec, evidence()).verdict()).isEqualTo(org.duress.result.Verdict.PASS);
    }

    @Test
    void anAttackThatDoesNotBeatNoiseProvesNothing() {
        contenders.set(0, contender(Contender.RANDOM, 0.1001, 1, 1));
        assertFails(
                "beats noise", "attacks took 12.0 % of the Dice where random smooth fields of the same p took 10.0 %");
    }

    @Test
    void exactlyTheMarginIsEnough() {
        contenders.set(0, contender(Contender.RANDOM, 0, 1, 1));
        contenders.set(1, contender(Contender.GRADIENT, Adequacy.MARGIN, 1, 1));
        contenders.remove(2);
        assertThat(check("beats noise").holds()).isTrue();
    }

    @Test
    void whereNeitherHurtsTheCanaryTellsAttackFromNoise() {
        contenders.set(0, contender(Contender.RANDOM, 0.001, 1, 1));
        contenders.set(1, contender(Contender.GRADIENT, 0.005, 1, 1));
        contenders.set(2, contender(Contender.QUERY, 0.002, 1, 1));
        assertThat(check("beats noise").holds()).isTrue();
        canaries = List.of(MeasuredCanary.of(Kind.SLOPE, 4, 2, 0), MeasuredCanary.of(Kind.STEP, 4, 4, 0));
        assertThat(check("beats noise").holds()).isFalse();
    }

    @Test
    void withoutAControlNothingIsShown() {
        contenders.remove(0);
        assertThat(check("beats noise").holds()).isFalse();
    }

    @Test
    void theReplaysOfEarlierRunsAreNoAttackOfThisOne() {
        contenders.clear();
        contenders.add(contender(Contender.REPLAY, 0.2, 1, 2));
        contenders.add(contender(Contender.RANDOM, 0.05, 1, 2));
        assertThat(check("beats noise").holds()).isFalse();
        assertThat(check("used its means").holds()).isFalse();
    }

    @Test
    void meansAreUsedWhereBudgetOrCrossEntropyIsReached() {
        contenders.clear();
        contenders.add(contender(Contender.RANDOM, 0, 1, 9));
        contenders.add(contender(Contender.VAEGAN, 0.1, 0.89, 1.79));
        assertFails(
                "used its means",
                "the attacks spent 89 % of what budget and realism allow and reached a cross-entropy of 1.79"
                        + " for xi 2.0");
        contenders.set(1, contender(Contender.VAEGAN, 0.1, 0.9, 0));
        assertThat(check("used its means").holds()).isTrue();
        contenders.set(1, contender(Contender.VAEGAN, 0.1, 0, 1.8));
        assertThat(check("used its means").holds()).isTrue();
    }

    @Test
    void halfOfTheTrialsOfTheAttacksTogetherMustCount() {
        contenders.set(1, counted(Contender.GRADIENT, 100, 80));
        contenders.set(2, counted(Contender.QUERY, 1000, 470));
        assertThat(check("trials count").holds()).isTrue();
        contenders.set(2, counted(Contender.QUERY, 1000, 471));
        assertFails(
                "trials count",
                "realistic enough to count were 549 of 1,100 trials of the attacks and 4 of 4 random fields");
        assertThat(check("trials count").advice())
                .endsWith(": lower budget.perceptibility so that they stay realistic, or loosen realism.ssim");
    }

    @Test
    void halfOfTheRandomFieldsMustCountOrTheyAreTame() {
        contenders.set(
                0,
                new ContenderEvidence(
                        Contender.RANDOM, new TrialCounts(72, 9, 36), ContenderPasses.NONE, 0.1, 1, 0.5, dice(0.05)));
        assertThat(check("trials count").holds()).isTrue();
        contenders.set(
                0,
                new ContenderEvidence(
                        Contender.RANDOM, new TrialCounts(72, 35, 37), ContenderPasses.NONE, 0.1, 1, 0.5, dice(0.05)));
        assertFails(
                "trials count",
                "realistic enough to count were 8 of 8 trials of the attacks and 35 of 72 random fields");
    }

    @Test
    void aReplayIsNoTrialOfThisRun() {
        contenders.add(new ContenderEvidence(
                Contender.REPLAY, new TrialCounts(100, 0, 100), ContenderPasses.NONE, 0.1, 1, 1, dice(0)));
        assertThat(check("trials count").holds()).isTrue();
    }

    @Test
    void everyLimitOfRealismThatIsSetIsNamed() {
        GateRun run = new GateRun();
        run.realism = new RealismSpec(0.5, OptionalDouble.of(5), OptionalDouble.of(3));
        spec = run.spec();
        assertThat(check("trials count").advice())
                .endsWith("loosen realism.ssim, realism.critic, realism.displacement");
    }

    @Test
    void theCauseComesFirstAndItsConsequencesPointToIt() {
        gradients = Optional.of(new GradientEvidence(0, 1));
        contenders.set(1, counted(Contender.GRADIENT, 100, 100));
        contenders.set(2, counted(Contender.QUERY, 100, 100));
        contenders.set(0, contender(Contender.RANDOM, 0.2, 1, 0.5));
        organ = MeasuredOrgan.of("liver", 0.8, 0.7, 0.12, 0.7, 0.7, 0.3, "s1_z1", new Interval(0.1, 0.5));
        GateRun run = new GateRun();
        run.decision = Decision.INTERVAL;
        spec = run.spec();
        assertThat(VerdictRule.judge(spec, evidence()).breaches())
                .extracting(reason -> reason.substring(0, reason.indexOf(' ', reason.indexOf(' ') + 1)))
                .containsExactly("gradients were", "realistic enough", "the attacks", "attacks took", "liver fell");
        assertThat(check("used its means").advice()).isEqualTo("see to it first that trials count");
        assertThat(check("beats noise").advice()).endsWith("see to it first that trials count");
    }

    @Test
    void theAdviceForAWeakAttackIsForWhatWasTried() {
        contenders.set(1, contender(Contender.GRADIENT, 0.1, 0.5, 0.5));
        contenders.set(2, contender(Contender.QUERY, 0.1, 0.5, 0.5));
        assertThat(check("used its means").advice()).isEqualTo("raise attack.restarts or attack.gradientSteps");
        contenders.set(1, contender(Contender.VAEGAN, 0.1, 0.5, 0.5));
        assertThat(check("used its means").advice())
                .isEqualTo("name gradient among attack.contenders, or raise attack.steps");
        contenders.set(1, contender(Contender.SUBSTITUTE, 0.1, 0.5, 0.5));
        assertThat(check("used its means").advice())
                .isEqualTo("raise attack.steps or attack.queries, or name bumps among attack.contenders");
        contenders.add(2, contender(Contender.BUMPS, 0.1, 0.5, 0.5));
        assertThat(check("used its means").advice()).isEqualTo("raise attack.steps or attack.bumps or attack.queries");
        contenders.subList(1, 3).clear();
        assertThat(check("used its means").advice())
                .isEqualTo("raise attack.queries, or name substitute and bumps among attack.contenders");
        contenders.remove(1);
        assertThat(check("used its means").advice())
                .isEqualTo("name an attack among attack.contenders, with attack.xi and budget.perceptibility above 0");
    }

    @Test
    void whereNoiseTakesEverythingTheBudgetIsTooLarge() {
        contenders.set(0, contender(Contender.RANDOM, 0.99, 1, 1));
        contenders.set(1, contender(Contender.GRADIENT, 1, 1, 1));
        assertThat(check("beats noise").holds()).isFalse();
        assertThat(check("beats noise").advice())
                .isEqualTo("the budget is so large that noise alone takes everything: lower budget.perceptibility");
    }

    @Test
    void nothingAskedForIsNothingShown() {
        GateRun run = new GateRun();
        run.xi = 0;
        spec = run.spec();
        assertFails("used its means", "xi or budget.perceptibility is 0, so nothing was attacked");
        spec = new GateRun().spec().with(BudgetSpec.defaults().withPerceptibility(0));
        assertThat(check("used its means").holds()).isFalse();
    }

    @Test
    void gradientsThatNoFiniteDifferenceCouldTellAreNotShownToBeTrue() {
        assertThat(check("gradients are true").measured())
                .isEqualTo("30 of 32 derivatives of the model's answers could be told by finite differences, and the"
                        + " gradients differ from them by at most 1.2 %");
        agreement = Optional.of(new GradientAgreement(0, 32, Double.NaN));
        assertFails(
                "gradients are true",
                "none of 32 derivatives of the model's answers could be told by finite differences");
    }

    @Test
    void gradientsMustBeFiniteAndThere() {
        gradients = Optional.of(new GradientEvidence(0, 0.5));
        assertFails("gradients lead somewhere", "gradients were zero for 50 % of the images and not finite for 0 %");
        gradients = Optional.of(new GradientEvidence(0.01, 0));
        assertThat(check("gradients lead somewhere").holds()).isFalse();
        gradients = Optional.of(new GradientEvidence(0, 0.49));
        assertThat(check("gradients lead somewhere").holds()).isTrue();
    }

    @Test
    void aSearchThatIsMuchStrongerThanGradientsShowsThatTheyAreMasked() {
        contenders.set(2, contender(Contender.QUERY, 0.23, 1, 1));
        assertFails(
                "gradients do not mislead",
                "a search without gradients took 23.0 % of the Dice, the attacks with gradients 12.0 %");
        contenders.set(2, contender(Contender.QUERY, 0.10, 1, 1));
        assertThat(check("gradients do not mislead").holds()).isTrue();
        // The gradients start from the bumps too, so that these say nothing of masking.
        contenders.add(contender(Contender.BUMPS, 0.23, 1, 1));
        assertThat(check("gradients do not mislead").holds()).isTrue();
        contenders.remove(2);
        assertFails(
                "gradients do not mislead", "no search without gradients was run beside the attacks with gradients");
    }

    @Test
    void aModelWithoutGradientsIsAskedForNone() {
        contenders.remove(1);
        gradients = Optional.empty();
        assertThat(checks())
                .allMatch(Check::holds)
                .extracting(Check::name)
                .doesNotContain("gradients lead somewhere", "gradients do not mislead");
    }

    @Test
    void whereNoCopyWasAttackedNothingIsShown() {
        canaries = List.of();
        assertFails("broke the canary", "no copy of the model with a planted weakness was attacked");
        assertThat(checks()).extracting(Check::name).doesNotContain("broke the canary without a slope");
    }

    @Test
    void aModelThatAnswersAtRandomOrWithoutLookingIsNeverPassed() {
        repeatable = false;
        assertFails("answers repeat", "asked twice about a clean image, the model gave different answers");
        repeatable = true;
        seesImages = false;
        assertFails("sees its input", "the model segments every gate slice alike, so no image was looked at");
        seesImages = true;
        organ = organ(0);
        assertFails("finds every organ", "the model finds no liver on clean images, so there is nothing to lose");
    }

    private void assertFails(String name, String measured) {
        Check check = check(name);
        assertThat(check.holds()).isFalse();
        assertThat(check.measured()).startsWith(measured);
        VerdictRule.Judgement judgement = VerdictRule.judge(spec, evidence());
        assertThat(judgement.verdict()).isEqualTo(org.duress.result.Verdict.INCONCLUSIVE);
        assertThat(judgement.breaches()).contains(check.measured() + "; " + check.advice());
    }

    private Check check(String name) {
        return checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Check> checks() {
        return Adequacy.checks(spec, evidence());
    }

    private Evidence evidence() {
        return MeasuredEvidence.of(
                0.1, new Strength(contenders, canaries, gradients, agreement, repeatable, seesImages), List.of(organ));
    }

    private static OrganEvidence organ(double clean) {
        return MeasuredOrgan.of("liver", clean, 0.88 * clean, clean == 0 ? 0 : 0.12, 0.7, 0.7, 0.3, "s1_z1");
    }

    private static ContenderEvidence contender(Contender contender, double drop, double spent, double crossEntropy) {
        return new ContenderEvidence(
                contender, new TrialCounts(4, 0, 0), ContenderPasses.NONE, 0.1, spent, crossEntropy, dice(drop));
    }

    /** What spent nothing, so that nothing but the number of its trials speaks for it. */
    private static ContenderEvidence counted(Contender contender, int tried, int unrealistic) {
        return new ContenderEvidence(
                contender, new TrialCounts(tried, 0, unrealistic), ContenderPasses.NONE, 0.1, 0, 0, dice(0.12));
    }

    private static List<ContenderDice> dice(double drop) {
        return List.of(new ContenderDice("liver", 1 - drop, drop, Interval.UNKNOWN, Map.of()));
    }
}
