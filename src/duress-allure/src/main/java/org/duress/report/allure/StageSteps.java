package org.duress.report.allure;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StepResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;
import org.duress.base.ImageKind;
import org.duress.report.Words;
import org.duress.result.Check;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Passes;
import org.duress.result.RealismEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Smoothness;
import org.duress.result.SurfaceEvidence;
import org.duress.result.Verdict;

/**
 * The stages of a gate as Allure steps: open, baseline, train or load, attack, check, judge; contenders are steps of
 * attack, organs of judge.
 */
final class StageSteps {
    private static final String FORMAT = "%.4g";

    private final AllureLifecycle allure;
    private final GateOutcome outcome;
    private final Evidence evidence;
    private final Pictures pictures;
    private final ImageKind kind;

    StageSteps(AllureLifecycle allure, GateOutcome outcome) {
        this.allure = allure;
        this.outcome = outcome;
        evidence = outcome.result().evidence();
        pictures = new Pictures(outcome);
        kind = outcome.result().spec().cohort().kind();
    }

    /**
     * Adds the steps to the running test.
     *
     * @param end when the gate ended, in milliseconds since 1970; the stages are laid out backwards from there
     */
    void add(long end) {
        long judged = end;
        long attacked = judged - millis(evidence.seconds().attack());
        long trained = attacked - millis(evidence.seconds().train());
        long opened = Math.min(trained, end - millis(evidence.seconds().total()));
        step("open", opened, opened, Status.PASSED, opening(), () -> {});
        step("baseline", opened, trained, Status.PASSED, baseline(), () -> {});
        String attacker = evidence.attacker().fromStore() ? "load attacker" : "train attacker";
        step(attacker, trained, attacked, Status.PASSED, training(), () -> {});
        step(
                "attack",
                attacked,
                judged,
                Status.PASSED,
                attack(),
                () -> evidence.strength().contenders().forEach(contender -> contender(contender, judged)));
        if (!outcome.result().checks().isEmpty()) {
            checks(judged);
        }
        judge(judged);
        if (!outcome.unrealisticCases().isEmpty()) {
            step(
                    "too unrealistic to count",
                    judged,
                    judged,
                    Status.SKIPPED,
                    Map.of(),
                    () -> pictures.attachUnrealistic(allure));
        }
    }

    private void contender(ContenderEvidence contender, long at) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("judged", contender.trials().tried());
        numbers.put("scaled back", contender.trials().scaledBack());
        numbers.put("unrealistic", contender.trials().unrealistic());
        numbers.put("passes, forward", contender.passes().search().forward());
        numbers.put("passes, backward", contender.passes().search().backward());
        numbers.put(
                "passes a " + kind.image() + ", mean",
                Words.passes(contender.passes().searchPerSlice()));
        numbers.put(
                "passes to judge, a " + kind.image(),
                Words.passes(contender.passes().judgingPerSlice()));
        numbers.put("seconds", number(evidence.seconds().of(contender.contender())));
        numbers.put("largest p", number(contender.perceptibility()));
        numbers.put("budgetSpent", number(contender.budgetSpent()));
        numbers.put("crossEntropy", number(contender.crossEntropy()));
        contender.organs().forEach(dice -> {
            numbers.put(dice.organ() + " fall", number(dice.relativeDrop()));
            Interval interval = dice.dropInterval();
            numbers.put(dice.organ() + " fall, 95 % interval", interval(interval));
        });
        String name = String.format(
                Locale.ROOT,
                "%s: Dice fell by %.3f, mean over organs",
                EnumWords.of(contender.contender()),
                contender.meanDrop());
        step(name, at, at, Status.PASSED, numbers, () -> {});
    }

    /** They decide between PASS and INCONCLUSIVE; a FAIL stands whether they hold or not. */
    private void checks(long at) {
        List<Check> checks = outcome.result().checks();
        Status status = checks.stream().allMatch(Check::holds) ? Status.PASSED : Status.FAILED;
        step(
                "check that the attack was strong",
                at,
                at,
                status,
                Map.of(),
                () -> checks.forEach(check -> {
                    Map<String, Object> numbers = new LinkedHashMap<>();
                    numbers.put("measured", check.measured());
                    if (!check.holds()) {
                        numbers.put("what to change", check.advice());
                    }
                    step(check.name(), at, at, check.holds() ? Status.PASSED : Status.FAILED, numbers, () -> {});
                }));
    }

    private Map<String, Object> opening() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("modelFingerprint", evidence.origin().modelFingerprint());
        evidence.origin().modelProvenance().forEach((name, value) -> numbers.put("model " + name, value));
        numbers.put("dataFingerprint", evidence.origin().dataFingerprint());
        numbers.put("attackerSubjects", evidence.attacker().subjects().size());
        numbers.put("gateSubjects", evidence.gateSubjects().size());
        return numbers;
    }

    private Map<String, Object> baseline() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        evidence.organs().forEach(organ -> numbers.put(organ.name() + " clean Dice", number(organ.cleanDice())));
        return numbers;
    }

    private Map<String, Object> training() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("attackerSteps", evidence.attacker().steps());
        numbers.put("passes", passes(evidence.passes().training()));
        evidence.substitute()
                .forEach(agreement -> numbers.put(
                        agreement.organ() + " agreement of the substitute, clean and attacked",
                        number(agreement.clean()) + ", " + number(agreement.attacked())));
        return numbers;
    }

    private Map<String, Object> attack() {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("contenders", EnumWords.list(evidence.contenders()));
        numbers.put("queries, training", evidence.queries().training());
        numbers.put("queries, gate", evidence.queries().gate());
        numbers.put("queries, canary", evidence.queries().canary());
        numbers.put("queries, most for one subject", evidence.queries().mostPerSubject());
        numbers.put("passes, gate", passes(evidence.passes().gate()));
        numbers.put("passes, canary", passes(evidence.passes().canary()));
        numbers.put("crossEntropy", number(evidence.fields().crossEntropy()));
        numbers.put("perceptibility", number(evidence.fields().perceptibility()));
        if (!evidence.fields().channels().isEmpty()) {
            numbers.put(
                    "perceptibility of each channel",
                    evidence.fields().channels().stream()
                            .map(StageSteps::number)
                            .collect(Collectors.joining(", ")));
        }
        numbers.put(
                "largestDisplacement, " + kind.unit(), number(evidence.fields().largestDisplacement()));
        numbers.put("foldedFraction", number(evidence.fields().foldedFraction()));
        smoothness(numbers, "deformation", evidence.fields().deformation());
        smoothness(numbers, "intensity", evidence.fields().intensity());
        RealismEvidence realism = evidence.realism();
        numbers.put("SSIM, mean", number(realism.ssim()));
        numbers.put("SSIM, least", number(realism.leastSsim()));
        numbers.put("largestDisplacement, mm", number(realism.largestDisplacementMillimetres()));
        numbers.put("critic percentile", number(realism.criticPercentile()));
        numbers.put("judged images", realism.trials().tried());
        numbers.put("scaled back images", realism.trials().scaledBack());
        numbers.put("unrealistic images", realism.trials().unrealistic());
        return numbers;
    }

    private static void smoothness(Map<String, Object> numbers, String field, Smoothness smoothness) {
        numbers.put(field + " highFrequencyEnergy", number(smoothness.highFrequencyEnergy()));
        numbers.put(field + " largestGradient", number(smoothness.largestGradient()));
    }

    private void judge(long at) {
        RobustnessResult result = outcome.result();
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("verdict", result.verdict());
        result.statement().ifPresent(sentence -> numbers.put("what it says", sentence));
        String kind = result.verdict() == Verdict.INCONCLUSIVE ? "reason" : "breach";
        for (int i = 0; i < result.breaches().size(); i++) {
            numbers.put(kind + " " + (i + 1), result.breaches().get(i));
        }
        if (pictures.leftOut() > 0) {
            numbers.put("further pictures, and these larger", pictures.leftOut() + " in the report's folder");
        }
        Status status = result.verdict() == Verdict.PASS ? Status.PASSED : Status.FAILED;
        step("judge", at, at, status, numbers, () -> evidence.organs().forEach(organ -> organ(organ, at)));
    }

    private void organ(OrganEvidence organ, long at) {
        String name = String.format(
                Locale.ROOT,
                "%s: Dice %.3f \u2192 %.3f, fell %.3f of at most %.3f",
                organ.name(),
                organ.cleanDice(),
                organ.attackedDice(),
                organ.relativeDrop(),
                organ.maxDiceDrop());
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("attackedDiceWarped", number(organ.dice().warped()));
        numbers.put("attackedDiceFixed", number(organ.dice().fixed()));
        numbers.put(kind == ImageKind.SLICE ? "worstSlice" : "worstVolume", organ.worstSlice());
        outcome.result()
                .worstSubject(organ)
                .ifPresent(worst -> numbers.put("worst subject", Words.worstSubject(worst)));
        numbers.put("trials", organ.trials());
        HallucinationEvidence drawn = organ.hallucination();
        if (drawn.subjects() > 0) {
            numbers.put(
                    "drawn where it is not",
                    drawn.drawnAttacked() + " of " + drawn.subjects() + " subjects that lack it (" + drawn.drawnClean()
                            + " unperturbed)");
        }
        Interval attacked = organ.dice().attackedInterval();
        Interval drop = organ.dice().dropInterval();
        SurfaceEvidence surface = organ.surface();
        numbers.put("attackedDice, 95 % interval", interval(attacked));
        numbers.put("fall, 95 % interval", interval(drop));
        numbers.put(
                "HD95 clean \u2192 attacked, " + surface.unit(), change(surface.cleanHd95(), surface.attackedHd95()));
        numbers.put(
                "NSD clean \u2192 attacked, at " + number(surface.tolerance()) + " " + surface.unit(),
                change(surface.cleanNsd(), surface.attackedNsd()));
        numbers.put(
                "breaks at p",
                organ.breakingPoint().isPresent()
                        ? number(organ.breakingPoint().getAsDouble())
                        : Words.outcome(organ, outcome.result()));
        boolean fell =
                organ.pastThreshold() || outcome.result().fallenSubject(organ).isPresent();
        Status status = fell ? Status.FAILED : Status.PASSED;
        step(name, at, at, status, numbers, () -> pictures.attachOrgan(allure, organ.name()));
    }

    private void step(
            String name, long start, long stop, Status status, Map<String, Object> numbers, Runnable children) {
        String uuid = UUID.randomUUID().toString();
        StepResult step = new StepResult().setName(name).setStatus(status);
        numbers.forEach((key, value) ->
                step.getParameters().add(new Parameter().setName(key).setValue(String.valueOf(value))));
        allure.startStep(uuid, step);
        try {
            children.run();
        } finally {
            allure.stopStep(uuid);
        }
        // Allure has set both to now.
        step.setStart(start).setStop(stop);
    }

    private static String passes(Passes passes) {
        return String.format(Locale.ROOT, "%,d forward, %,d backward", passes.forward(), passes.backward());
    }

    private static String number(double value) {
        return Words.number(FORMAT, value);
    }

    private static String change(double before, double after) {
        return Words.change(FORMAT, before, after);
    }

    private static String interval(Interval interval) {
        return Words.interval(FORMAT, interval);
    }

    private static long millis(double seconds) {
        return Double.isFinite(seconds) ? Math.round(1000 * Math.max(0, seconds)) : 0;
    }
}
