package org.duress.gate.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.result.CanaryEvidence;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.Check;
import org.duress.result.PlantEvidence;
import org.duress.result.Strength;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;

/** Whether the attack finds weaknesses that are known, because they were planted: one check for each kind of canary. */
public final class CanaryCheck {
    /** Share of the plants that must fall. */
    static final double FALLEN = 0.75;

    /** Share of the plants that were wanted below which there are too few to show anything. */
    static final double PLANTED = 0.5;

    /** What random fields may break, as a share of what the attacks broke. */
    static final double NOISE = 0.5;

    private static final String SLOPE = "broke the canary";
    private static final String STEP = "broke the canary without a slope";

    private CanaryCheck() {}

    /** Whether a check is one of these. */
    static boolean made(Check check) {
        return check.name().equals(SLOPE) || check.name().equals(STEP);
    }

    static List<Check> of(Strength strength) {
        if (strength.canaries().isEmpty()) {
            return List.of(new Check(
                    SLOPE,
                    false,
                    "no copy of the model with a planted weakness was attacked",
                    "name gradient, bumps or query among attack.contenders, with xi and budget.perceptibility above"
                            + " 0"));
        }
        return strength.canaries().stream().map(canary -> of(canary, strength)).toList();
    }

    /** Whether attacks were told from noise: the canary with a slope fell. */
    static boolean toldFromNoise(Strength strength) {
        return strength.canaries().stream().anyMatch(canary -> canary.kind() == Kind.SLOPE && fell(canary));
    }

    /**
     * Whether the check of a canary comes out as it does now whatever becomes of the plants that are still to be tried:
     * each of them may fall, stand, or not grow at all.
     */
    public static boolean decided(CanaryEvidence canary) {
        int plants = canary.plants().size();
        int left = canary.wanted() - canary.tried();
        int fallen = canary.fallen();
        int random = canary.fallenUnderRandom();
        boolean atWorst = holds(canary.wanted(), plants, fallen, random)
                && holds(canary.wanted(), plants + left, fallen, random + left);
        boolean atBest = holds(canary.wanted(), plants + left, fallen + left, random);
        return atWorst || !atBest;
    }

    /**
     * The rule.
     *
     * @param random plants that fell to random fields
     */
    private static boolean holds(int wanted, int plants, int fallen, int random) {
        return !tooFew(wanted, plants) && fallen >= FALLEN * plants && random <= NOISE * fallen;
    }

    private static Check of(CanaryEvidence canary, Strength strength) {
        String name = name(canary.kind());
        int plants = canary.plants().size();
        if (tooFew(canary.tried(), plants)) {
            return new Check(
                    name,
                    false,
                    plants + " of " + canary.tried() + " weaknesses " + what(canary.kind())
                            + " could be planted: too little may be changed, or counts",
                    "raise budget.perceptibility or budget.displacement, or loosen the limits of realism");
        }
        String measured = canary.fallen() + " of " + plants + " planted weaknesses " + what(canary.kind())
                + " fell to the attacks and " + canary.fallenUnderRandom() + " to random fields" + untried(canary)
                + stood(canary);
        return new Check(name, fell(canary), measured, advice(canary, strength));
    }

    private static boolean tooFew(int wanted, int plants) {
        return plants == 0 || plants < PLANTED * wanted;
    }

    /** Where it was decided before all were tried, what was tried says how. */
    private static boolean fell(CanaryEvidence canary) {
        return holds(canary.tried(), canary.plants().size(), canary.fallen(), canary.fallenUnderRandom());
    }

    private static String name(Kind kind) {
        return kind == Kind.SLOPE ? SLOPE : STEP;
    }

    private static String what(Kind kind) {
        return kind == Kind.SLOPE ? "with a slope" : "without a slope";
    }

    private static String untried(CanaryEvidence canary) {
        int left = canary.wanted() - canary.tried();
        return left == 0 ? "" : ", which " + left + " more could not change";
    }

    private static String stood(CanaryEvidence canary) {
        String stood = standing(canary).stream()
                .map(plant -> String.format(
                        Locale.ROOT,
                        "%s by %s at %s of the budget on %s (Dice %.2f)",
                        plant.organ(),
                        letter(plant.field()),
                        plant.share(),
                        plant.slice(),
                        plant.attackedDice()))
                .collect(Collectors.joining(", "));
        return stood.isEmpty() ? "" : "; what stood: " + stood;
    }

    private static List<PlantEvidence> standing(CanaryEvidence canary) {
        return canary.plants().stream().filter(plant -> !plant.fell()).toList();
    }

    private static String letter(FieldKind field) {
        return field == FieldKind.DEFORMATION ? "D" : "V";
    }

    private static String advice(CanaryEvidence canary, Strength strength) {
        if (canary.fallenUnderRandom() > NOISE * canary.fallen() && canary.fallen() > 0) {
            return "random fields break it nearly as often: lower budget.perceptibility";
        }
        List<String> advice = new ArrayList<>();
        if (canary.kind() == Kind.SLOPE && tried(strength, Contender.GRADIENT)) {
            advice.add("raise attack.restarts or attack.gradientSteps, or lower attack.gradientSpacing");
        }
        if (!tried(strength, Contender.BUMPS)) {
            advice.add("add bumps to attack.contenders");
        } else if (advice.isEmpty()) {
            advice.add("raise attack.bumps");
        }
        if (!tried(strength, Contender.QUERY)) {
            advice.add("add query to attack.contenders");
        } else if (!tried(strength, Contender.GRADIENT)) {
            advice.add("raise attack.queries");
        }
        return String.join("; ", advice);
    }

    private static boolean tried(Strength strength, Contender contender) {
        return strength.contenders().stream().anyMatch(evidence -> evidence.contender() == contender);
    }
}
