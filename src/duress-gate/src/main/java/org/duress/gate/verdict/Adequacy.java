package org.duress.gate.verdict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;
import org.duress.base.ImageKind;
import org.duress.result.Check;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.GradientAgreement;
import org.duress.result.GradientEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Strength;
import org.duress.result.TrialCounts;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * What must hold before a PASS is believed: that there was something to lose, and that the attack was strong. The rules
 * come from what made published evaluations wrong (Carlini et al. 2019; Tramer et al. 2020).
 */
final class Adequacy {
    /** What an attack must take more than random fields, as a share of the clean Dice, mean over organs. */
    static final double MARGIN = 0.02;

    /** What a search without gradients may take more than the attacks with gradients before those count as misled. */
    static final double MASKING_MARGIN = 0.1;

    /** Share of xi, or of what budget and realism allow, that counts as reached. */
    static final double REACHED = 0.9;

    /** Share of images without any gradient from which on there is nothing to follow. */
    static final double MOST_WITHOUT_GRADIENT = 0.5;

    /** Share of the trials that must count. */
    static final double MOST_TRIALS = 0.5;

    /** What makes those attacks stronger that need nothing of the model but its answers. */
    private static final Map<Contender, String> BY_ANSWERS = Collections.unmodifiableMap(new EnumMap<>(Map.of(
            Contender.SUBSTITUTE, "attack.steps", Contender.BUMPS, "attack.bumps", Contender.QUERY, "attack.queries")));

    private static final String NOISE = "beats noise";
    private static final String SOMETHING =
            "name an attack among attack.contenders, with attack.xi and budget.perceptibility above 0";
    private static final String HIDDEN =
            "a model with a hard threshold or a saturated head hides its gradients: attack it"
                    + " without that layer, or by its answers alone, with substitute, bumps and query as"
                    + " attack.contenders";

    private Adequacy() {}

    /** In the order in which one is the cause of the next: the model, its gradients, the trials, the attack. */
    static List<Check> checks(RobustnessSpec spec, Evidence evidence) {
        Strength strength = evidence.strength();
        List<Check> checks = new ArrayList<>();
        checks.add(repeatable(strength));
        checks.add(seesImages(spec.cohort().kind(), strength));
        checks.add(findsOrgans(evidence));
        if (evidence.organs().stream().allMatch(organ -> organ.cleanDice() == 0)) {
            // The model is to blame: nothing was attacked, and no attack is to be blamed for it.
            return checks;
        }
        strength.agreement().ifPresent(agreement -> checks.add(trueGradients(agreement)));
        strength.gradients().ifPresent(gradients -> checks.add(gradients(gradients)));
        checks.add(trialsCount(spec, strength));
        checks.add(spent(spec, strength));
        checks.add(beatsNoise(spec, strength));
        if (strongest(strength, Contender.WITH_GRADIENTS).isPresent()) {
            checks.add(notMasked(strength));
        }
        checks.addAll(CanaryCheck.of(strength));
        return checks;
    }

    /**
     * The same for a FAIL, which needs no canary, and for which none is planted; nothing where only replays were tried.
     */
    static List<Check> ofFail(RobustnessSpec spec, Evidence evidence) {
        if (evidence.contenders().equals(List.of(Contender.REPLAY))) {
            return List.of();
        }
        return planted(evidence) ? checks(spec, evidence) : withoutCanary(spec, evidence);
    }

    /** Whether copies of the model were attacked. */
    static boolean planted(Evidence evidence) {
        return !evidence.strength().canaries().isEmpty();
    }

    /** Where no canary was planted: those that do not rest on one. */
    static List<Check> withoutCanary(RobustnessSpec spec, Evidence evidence) {
        boolean noise = nothingToBeat(evidence.strength());
        return checks(spec, evidence).stream()
                .filter(check ->
                        !CanaryCheck.made(check) && !(noise && check.name().equals(NOISE)))
                .toList();
    }

    private static Check repeatable(Strength strength) {
        return new Check(
                "answers repeat",
                strength.repeatable(),
                strength.repeatable()
                        ? "asked twice about a clean image, the model answered the same"
                        : "asked twice about a clean image, the model gave different answers",
                "switch off what is random in the model, such as dropout or test-time augmentation");
    }

    private static Check seesImages(ImageKind kind, Strength strength) {
        return new Check(
                "sees its input",
                strength.seesImages(),
                strength.seesImages()
                        ? "different gate " + kind.images() + " have different segmentations"
                        : "the model segments every gate " + kind.image() + " alike, so no image was looked at",
                "check the model's weights, and how it is fed: channels, layout, intensity window");
    }

    private static Check findsOrgans(Evidence evidence) {
        String lost = evidence.organs().stream()
                .filter(organ -> organ.cleanDice() == 0)
                .map(OrganEvidence::name)
                .collect(Collectors.joining(", "));
        return new Check(
                "finds every organ",
                lost.isEmpty(),
                lost.isEmpty()
                        ? "every organ has a clean Dice above 0"
                        : "the model finds no " + lost + " on clean images, so there is nothing to lose",
                "check the model's weights, then the intensity window and the order of cohort.organs, or drop the"
                        + " organ");
    }

    private static Check spent(RobustnessSpec spec, Strength strength) {
        double xi = spec.attack().xi();
        List<ContenderEvidence> attacks = strength.attacks();
        double spent = attacks.stream()
                .mapToDouble(ContenderEvidence::budgetSpent)
                .max()
                .orElse(0);
        double reached = attacks.stream()
                .mapToDouble(ContenderEvidence::crossEntropy)
                .max()
                .orElse(0);
        boolean asked = xi > 0 && spec.budget().perceptibility() > 0;
        return new Check(
                "used its means",
                asked && (spent >= REACHED || reached >= REACHED * xi),
                asked
                        ? text(
                                "the attacks spent %.0f %% of what budget and realism allow and reached a"
                                        + " cross-entropy of"
                                        + " %.2f for xi %s",
                                100 * spent, reached, xi)
                        : "xi or budget.perceptibility is 0, so nothing was attacked",
                asked ? stronger(spec, strength) : SOMETHING);
    }

    /** What is given up because no part of it is realistic shows nothing, and leaves the control tame. */
    private static Check trialsCount(RobustnessSpec spec, Strength strength) {
        TrialCounts attacks = TrialCounts.of(strength.attacks());
        TrialCounts random = TrialCounts.of(strength.contenders().stream()
                .filter(contender -> contender.contender() == Contender.RANDOM)
                .toList());
        return new Check(
                "trials count",
                mostCount(attacks) && mostCount(random),
                text(
                        "realistic enough to count were %,d of %,d trials of the attacks and %,d of %,d random fields",
                        attacks.counting(), attacks.tried(), random.counting(), random.tried()),
                realistic(spec));
    }

    /** Where none was tried it is for other checks to say so. */
    private static boolean mostCount(TrialCounts trials) {
        return trials.counting() >= MOST_TRIALS * trials.tried();
    }

    private static String realistic(RobustnessSpec spec) {
        List<String> limits = new ArrayList<>(List.of("realism.ssim"));
        if (spec.realism().outOfRange() < 1) {
            limits.add("realism.outOfRange");
        }
        spec.realism().intensityHounsfield().ifPresent(any -> limits.add("realism.intensityHu"));
        spec.realism().critic().ifPresent(any -> limits.add("realism.critic"));
        spec.realism().displacementMillimetres().ifPresent(any -> limits.add("realism.displacement"));
        return "perturbed images that are not realistic are no evidence: lower budget.perceptibility so that they stay"
                + " realistic, or loosen " + String.join(", ", limits);
    }

    /**
     * What makes the attacks that were tried stronger. Where trials do not count, more of them would not count either.
     */
    private static String stronger(RobustnessSpec spec, Strength strength) {
        if (!trialsCount(spec, strength).holds()) {
            return "see to it first that trials count";
        }
        Set<Contender> tried = EnumSet.noneOf(Contender.class);
        strength.attacks().forEach(attack -> tried.add(attack.contender()));
        if (tried.isEmpty()) {
            return SOMETHING;
        }
        if (tried.contains(Contender.GRADIENT)) {
            return "raise attack.restarts or attack.gradientSteps";
        }
        if (tried.contains(Contender.VAEGAN)) {
            return "name gradient among attack.contenders, or raise attack.steps";
        }
        Set<Contender> others = EnumSet.copyOf(BY_ANSWERS.keySet());
        others.removeAll(tried);
        return BY_ANSWERS.entrySet().stream()
                .filter(attack -> tried.contains(attack.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(
                        " or ",
                        "raise ",
                        others.isEmpty()
                                ? ""
                                : ", or name " + EnumWords.together(others) + " among attack.contenders"));
    }

    private static Check beatsNoise(RobustnessSpec spec, Strength strength) {
        Optional<Double> random = drop(strength, Contender.RANDOM);
        if (random.isEmpty()) {
            return new Check(NOISE, false, "no random fields were tried beside the attacks", SOMETHING);
        }
        double noise = random.get();
        double attack = strongest(strength);
        boolean nothingToBeat = nothingToBeat(strength);
        boolean holds = nothingToBeat ? CanaryCheck.toldFromNoise(strength) : attack >= noise + MARGIN;
        String measured = text(
                "attacks took %.1f %% of the Dice where random smooth fields of the same p took %.1f %%",
                100 * attack, 100 * noise);
        return new Check(
                NOISE,
                holds,
                nothingToBeat ? measured + ", so that it is the canary with a slope which tells them apart" : measured,
                noise > 1 - MARGIN
                        ? "the budget is so large that noise alone takes everything: lower budget.perceptibility"
                        : text("an attack must take %.0f points more: ", 100 * MARGIN) + stronger(spec, strength));
    }

    /** Neither hurts the model, so that only a canary tells them apart. */
    private static boolean nothingToBeat(Strength strength) {
        return drop(strength, Contender.RANDOM)
                .filter(noise -> noise < MARGIN && strongest(strength) < noise + MARGIN)
                .isPresent();
    }

    private static double strongest(Strength strength) {
        return strength.attacks().stream()
                .mapToDouble(ContenderEvidence::meanDrop)
                .max()
                .orElse(0);
    }

    private static Check trueGradients(GradientAgreement agreement) {
        int all = agreement.compared() + agreement.undecided();
        return new Check(
                "gradients are true",
                agreement.compared() > 0,
                agreement.compared() == 0
                        ? text("none of %d derivatives of the model's answers could be told by finite differences", all)
                        : text(
                                "%d of %d derivatives of the model's answers could be told by finite differences,"
                                        + " and the"
                                        + " gradients differ from them by at most %.1f %%",
                                agreement.compared(), all, 100 * agreement.largestError()),
                HIDDEN);
    }

    private static Check gradients(GradientEvidence gradients) {
        boolean holds = gradients.notFinite() == 0 && gradients.zero() < MOST_WITHOUT_GRADIENT;
        return new Check(
                "gradients lead somewhere",
                holds,
                text(
                        "gradients were zero for %.0f %% of the images and not finite for %.0f %%",
                        100 * gradients.zero(), 100 * gradients.notFinite()),
                HIDDEN);
    }

    private static Check notMasked(Strength strength) {
        double gradient = strongest(strength, Contender.WITH_GRADIENTS).orElse(0.0);
        // Both start from the worst bumps, where those are tried.
        double without = drop(strength, Contender.QUERY).orElse(0.0);
        if (drop(strength, Contender.QUERY).isEmpty()) {
            return new Check(
                    "gradients do not mislead",
                    false,
                    "no search without gradients was run beside the attacks with gradients",
                    "add query to attack.contenders");
        }
        return new Check(
                "gradients do not mislead",
                without <= gradient + MASKING_MARGIN,
                text(
                        "a search without gradients took %.1f %% of the Dice, the attacks with gradients %.1f %%",
                        100 * without, 100 * gradient),
                "the gradients are masked: raise attack.queries, and add substitute to attack.contenders");
    }

    private static Optional<Double> drop(Strength strength, Contender contender) {
        return strongest(strength, EnumSet.of(contender));
    }

    private static Optional<Double> strongest(Strength strength, Set<Contender> among) {
        return strength.contenders().stream()
                .filter(contender -> among.contains(contender.contender()))
                .map(ContenderEvidence::meanDrop)
                .max(Comparator.naturalOrder());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
