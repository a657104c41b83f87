package org.duress.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.Check;
import org.duress.result.Strength;
import org.duress.spec.Contender;
import org.duress.testkit.MeasuredCanary;
import org.duress.testkit.MeasuredStrength;
import org.junit.jupiter.api.Test;

class CanaryCheckTest {
    private static Strength strength(List<CanaryEvidence> canaries, Contender... contenders) {
        return new Strength(
                MeasuredStrength.of(contenders).contenders(), canaries, Optional.empty(), Optional.empty(), true, true);
    }

    private static Check check(CanaryEvidence canary, Contender... contenders) {
        List<Check> checks = CanaryCheck.of(strength(List.of(canary), contenders));
        assertThat(checks).hasSize(1).allMatch(CanaryCheck::made);
        return checks.get(0);
    }

    @Test
    void threeQuartersOfThePlantsMustFall() {
        assertThat(check(MeasuredCanary.of(Kind.STEP, 4, 3, 0)).holds()).isTrue();
        assertThat(check(MeasuredCanary.of(Kind.STEP, 8, 6, 0)).holds()).isTrue();
        assertThat(check(MeasuredCanary.of(Kind.STEP, 8, 5, 0)).holds()).isFalse();
        assertThat(check(MeasuredCanary.of(Kind.STEP, 5, 3, 0)).holds()).isFalse();
    }

    @Test
    void andToRandomFieldsHalfAsManyAtMost() {
        assertThat(check(MeasuredCanary.of(Kind.STEP, 4, 4, 2)).holds()).isTrue();
        Check check = check(MeasuredCanary.of(Kind.STEP, 4, 4, 3));
        assertThat(check.holds()).isFalse();
        assertThat(check.advice()).startsWith("random fields break it nearly as often");
    }

    @Test
    void eachKindIsACheckThatSaysWhatStood() {
        assertThat(check(MeasuredCanary.of(Kind.SLOPE, 4, 4, 0), Contender.QUERY))
                .extracting(Check::name, Check::measured)
                .containsExactly(
                        "broke the canary",
                        "4 of 4 planted weaknesses with a slope fell to the attacks and 0 to random fields");
        assertThat(check(MeasuredCanary.of(Kind.STEP, 4, 2, 1), Contender.QUERY))
                .extracting(Check::name, Check::measured)
                .containsExactly(
                        "broke the canary without a slope",
                        "2 of 4 planted weaknesses without a slope fell to the attacks and 1 to random fields; what"
                                + " stood: liver by V at 0.5 of the budget on s1_z2 (Dice 0.90), liver by V at 0.5 of"
                                + " the budget on s1_z3 (Dice 0.90)");
    }

    @Test
    void theAdviceFitsWhatWasTried() {
        CanaryEvidence slope = MeasuredCanary.of(Kind.SLOPE, 4, 0, 0);
        CanaryEvidence step = MeasuredCanary.of(Kind.STEP, 4, 0, 0);
        assertThat(check(slope, Contender.GRADIENT, Contender.QUERY).advice())
                .isEqualTo(
                        "raise attack.restarts or attack.gradientSteps, or lower attack.gradientSpacing; add bumps to"
                                + " attack.contenders");
        assertThat(check(step, Contender.GRADIENT).advice())
                .isEqualTo("add bumps to attack.contenders; add query to attack.contenders");
        assertThat(check(step, Contender.SUBSTITUTE, Contender.QUERY).advice())
                .isEqualTo("add bumps to attack.contenders; raise attack.queries");
    }

    @Test
    void tooFewPlantsAreAReasonOfTheirOwn() {
        CanaryEvidence half = new CanaryEvidence(
                Kind.STEP, 4, MeasuredCanary.of(Kind.STEP, 2, 2, 0).plants());
        assertThat(check(half).holds()).isTrue();
        CanaryEvidence one = new CanaryEvidence(
                Kind.STEP, 4, MeasuredCanary.of(Kind.STEP, 1, 1, 0).plants());
        assertThat(check(one))
                .extracting(Check::holds, Check::measured, Check::advice)
                .containsExactly(
                        false,
                        "1 of 4 weaknesses without a slope could be planted: too little may be changed, or counts",
                        "raise budget.perceptibility or budget.displacement, or loosen the limits of realism");
        assertThat(check(new CanaryEvidence(Kind.SLOPE, 4, List.of())).holds()).isFalse();
    }

    /** Every way in which the plants that are left can come out, tried. */
    @Test
    void isDecidedWhereNoneOfThePlantsThatAreLeftCanChangeIt() {
        int early = 0;
        for (int wanted = 1; wanted <= 8; wanted++) {
            for (int tried = 0; tried <= wanted; tried++) {
                for (int[] now : outcomes(tried)) {
                    boolean holds = holds(wanted, tried, now[0], now[1], now[2]);
                    boolean same = true;
                    for (int[] more : outcomes(wanted - tried)) {
                        boolean end = holds(wanted, wanted, now[0] + more[0], now[1] + more[1], now[2] + more[2]);
                        same &= end == holds(wanted, wanted, now[0], now[1], now[2]);
                    }
                    boolean decided = CanaryCheck.decided(canary(wanted, tried, now[0], now[1], now[2]));
                    assertThat(decided)
                            .as("%d of %d: %s", tried, wanted, Arrays.toString(now))
                            .isEqualTo(same);
                    if (decided) {
                        assertThat(holds)
                                .as("%d of %d: %s", tried, wanted, Arrays.toString(now))
                                .isEqualTo(holds(wanted, wanted, now[0], now[1], now[2]));
                        early += tried < wanted ? 1 : 0;
                    }
                }
            }
        }
        assertThat(early).isPositive();
    }

    /** How many of some grow, fall to the attacks, and fall to random fields. */
    private static List<int[]> outcomes(int plants) {
        List<int[]> outcomes = new ArrayList<>();
        for (int grown = 0; grown <= plants; grown++) {
            for (int fallen = 0; fallen <= grown; fallen++) {
                for (int random = 0; random <= grown; random++) {
                    outcomes.add(new int[] {grown, fallen, random});
                }
            }
        }
        return outcomes;
    }

    private static CanaryEvidence canary(int wanted, int tried, int plants, int fallen, int random) {
        return new CanaryEvidence(
                Kind.STEP,
                wanted,
                tried,
                MeasuredCanary.of(Kind.STEP, plants, fallen, random).plants());
    }

    private static boolean holds(int wanted, int tried, int plants, int fallen, int random) {
        return check(canary(wanted, tried, plants, fallen, random)).holds();
    }

    @Test
    void saysHowManyPlantsCouldNotChangeIt() {
        assertThat(check(canary(8, 6, 6, 6, 1)))
                .extracting(Check::holds, Check::measured)
                .containsExactly(
                        true,
                        "6 of 6 planted weaknesses without a slope fell to the attacks and 1 to random fields, which 2"
                                + " more could not change");
    }

    @Test
    void theOneWithASlopeTellsAttacksFromNoise() {
        assertThat(tells(MeasuredCanary.of(Kind.SLOPE, 4, 4, 0), MeasuredCanary.of(Kind.STEP, 4, 0, 0)))
                .isTrue();
        assertThat(tells(MeasuredCanary.of(Kind.SLOPE, 4, 2, 0), MeasuredCanary.of(Kind.STEP, 4, 4, 0)))
                .isFalse();
        assertThat(tells()).isFalse();
    }

    private static boolean tells(CanaryEvidence... canaries) {
        return CanaryCheck.toldFromNoise(strength(Arrays.asList(canaries)));
    }
}
