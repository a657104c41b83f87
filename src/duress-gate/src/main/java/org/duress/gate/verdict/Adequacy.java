package org.duress.gate.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.result.Check;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.GradientAgreement;
import org.duress.result.GradientEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Strength;
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

    /** Share of xi or of the budget that counts as reached. */
    static final double REACHED = 0.9;

    /** Share of images without any gradient from which on there is nothing to follow. */
    static final double MOST_WITHOUT_GRADIENT = 0.5;

    private static final String HIDDEN =
            "a model with a hard threshold or a saturated head hides its gradients: attack it"
                    + " without that layer, or by its answers alone, with substitute and query as attack.contenders";

    private static final Set<Contender> NO_ATTACK = EnumSet.of(Contender.RANDOM, Contender.REPLAY);

    private Adequacy() {}

    static List<Check> checks(RobustnessSpec spec, Evidence evidence) {
        Strength strength = evidence.strength();
        List<Check> checks = new ArrayList<>();
        checks.add(repeatable(strength));
        checks.add(seesImages(strength));
        checks.add(findsOrgans(evidence));
        if (evidence.organs().stream().allMatch(organ -> organ.cleanDice() == 0)) {
            // The model is to blame: nothing was attacked, and no attack is to be blamed for it.
            return checks;
        }
        checks.add(spent(spec, strength));
        checks.add(beatsNoise(strength));
        strength.agreement().ifPresent(agreement -> checks.add(trueGradients(agreement)));
        strength.gradients().ifPresent(gradients -> checks.add(gradients(gradients)));
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
        boolean tried = !evidence.strength().canaries().isEmpty();
        return checks(spec, evidence).stream()
                .filter(check -> tried || !CanaryCheck.made(check))
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

    private static Check seesImages(Strength strength) {
        return new Check(
                "sees its input",
                strength.seesImages(),
                strength.seesImages()
                        ? "different gate slices have different segmentations"
                        : "the model segments every gate slice alike, so no image was looked at",
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
        List<ContenderEvidence> attacks = attacks(strength);
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
                                "the attacks spent %.0f %% of the budget and reached a cross-entropy of %.2f for xi %s",
                                100 * spent, reached, xi)
                        : "xi or budget.perceptibility is 0, so nothing was attacked",
                "train for more steps, or name gradient among attack.contenders");
    }

    private static Check beatsNoise(Strength strength) {
        Optional<Double> random = drop(strength, Contender.RANDOM);
        if (random.isEmpty()) {
            return new Check("beats noise", false, "no random fields were tried beside the attacks", "attack at all");
        }
        double noise = random.get();
        double attack = attacks(strength).stream()
                .mapToDouble(ContenderEvidence::meanDrop)
                .max()
                .orElse(0);
        boolean nothingToBeat = noise < MARGIN && attack < noise + MARGIN;
        boolean holds = nothingToBeat ? CanaryCheck.toldFromNoise(strength) : attack >= noise + MARGIN;
        String measured = text(
                "attacks took %.1f %% of the Dice where random smooth fields of the same p took %.1f %%",
                100 * attack, 100 * noise);
        return new Check(
                "beats noise",
                holds,
                nothingToBeat ? measured + ", so that it is the canary which tells them apart" : measured,
                "an attack must take " + text("%.0f", 100 * MARGIN)
                        + " points more: train for more steps, raise attack.restarts or attack.gradientSteps");
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
        Optional<Double> query = drop(strength, Contender.QUERY);
        if (query.isEmpty()) {
            return new Check(
                    "gradients do not mislead",
                    false,
                    "no search without gradients was run beside the attacks with gradients",
                    "add query to attack.contenders");
        }
        return new Check(
                "gradients do not mislead",
                query.get() <= gradient + MASKING_MARGIN,
                text(
                        "a search without gradients took %.1f %% of the Dice, the attacks with gradients %.1f %%",
                        100 * query.get(), 100 * gradient),
                "the gradients are masked: raise attack.queries, and add substitute to attack.contenders");
    }

    private static List<ContenderEvidence> attacks(Strength strength) {
        return strength.contenders().stream()
                .filter(contender -> !NO_ATTACK.contains(contender.contender()))
                .toList();
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
