package org.duress.report;

import static org.duress.report.VerdictJson.put;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.duress.result.BudgetPoint;
import org.duress.result.CanaryEvidence;
import org.duress.result.Check;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.ContenderPasses;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.GradientAgreement;
import org.duress.result.GradientEvidence;
import org.duress.result.Passes;
import org.duress.result.PlantEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.Strength;
import org.duress.spec.Contender;
import org.duress.spec.RealismSpec;

/** The part of {@code verdict.json} that says why a verdict can be trusted; {@link VerdictJson} has the rules. */
final class StrengthJson {
    private StrengthJson() {}

    static void checks(ArrayNode json, List<Check> checks) {
        checks.forEach(check -> json.addObject()
                .put("name", check.name())
                .put("holds", check.holds())
                .put("measured", check.measured())
                .put("advice", check.holds() ? null : check.advice()));
    }

    static void strength(ObjectNode json, Strength strength) {
        ArrayNode contenders = json.putArray("contenderEvidence");
        strength.contenders().forEach(contender -> contender(contenders.addObject(), contender));
        older(json, strength);
        ArrayNode canaries = json.putArray("canaries");
        strength.canaries().forEach(canary -> canary(canaries.addObject(), canary));
        strength.gradients()
                .ifPresentOrElse(
                        gradients -> gradients(json.putObject("gradients"), gradients),
                        () -> json.putNull("gradients"));
        strength.agreement()
                .ifPresentOrElse(
                        agreement -> agreement(json.putObject("gradientAgreement"), agreement),
                        () -> json.putNull("gradientAgreement"));
        json.put("repeatable", strength.repeatable());
        json.put("seesImages", strength.seesImages());
    }

    private static void contender(ObjectNode json, ContenderEvidence evidence) {
        json.put("contender", evidence.contender().name());
        json.put("tried", evidence.trials().tried());
        json.put("scaledBack", evidence.trials().scaledBack());
        json.put("unrealistic", evidence.trials().unrealistic());
        contenderPasses(json.putObject("passes"), evidence.passes());
        put(json, "perceptibility", evidence.perceptibility());
        put(json, "budgetSpent", evidence.budgetSpent());
        put(json, "crossEntropy", evidence.crossEntropy());
        put(json, "meanDrop", evidence.meanDrop());
        ArrayNode organs = json.putArray("organs");
        for (ContenderDice dice : evidence.organs()) {
            ObjectNode organ = organs.addObject().put("organ", dice.organ());
            put(organ, "attackedDice", dice.attackedDice());
            put(organ, "relativeDrop", dice.relativeDrop());
            VerdictJson.interval(organ.putObject("relativeDropInterval"), dice.dropInterval());
            ObjectNode subjects = organ.putObject("subjects");
            dice.subjects().forEach((subject, attacked) -> put(subjects, subject, attacked));
        }
    }

    private static void contenderPasses(ObjectNode json, ContenderPasses passes) {
        passes(json, passes.search());
        put(json, "perSlice", passes.searchPerSlice());
        passes(json.putObject("judging"), passes.judging());
    }

    static void passes(ObjectNode json, Passes passes) {
        json.put("forward", passes.forward());
        json.put("backward", passes.backward());
    }

    /** The canary with a slope, as it was written when it was the only one; null without plants. */
    private static void older(ObjectNode json, Strength strength) {
        strength.canaries().stream()
                .filter(canary -> canary.kind() == CanaryEvidence.Kind.SLOPE)
                .filter(canary -> !canary.plants().isEmpty())
                .findFirst()
                .ifPresentOrElse(
                        canary -> {
                            ObjectNode node = json.putObject("canary");
                            node.put(
                                    "slices",
                                    canary.plants().stream()
                                            .map(PlantEvidence::slice)
                                            .distinct()
                                            .count());
                            put(node, "plantedDice", canary.plantedDice());
                            put(node, "attackedDice", canary.attackedDice());
                            put(node, "randomDice", canary.randomDice());
                        },
                        () -> json.putNull("canary"));
    }

    private static void canary(ObjectNode json, CanaryEvidence canary) {
        json.put("kind", canary.kind().name());
        json.put("wanted", canary.wanted());
        json.put("tried", canary.tried());
        json.put("fallen", canary.fallen());
        json.put("fallenUnderRandom", canary.fallenUnderRandom());
        put(json, "plantedDice", canary.plantedDice());
        put(json, "attackedDice", canary.attackedDice());
        put(json, "randomDice", canary.randomDice());
        ArrayNode plants = json.putArray("plants");
        canary.plants().forEach(plant -> plant(plants.addObject(), plant));
    }

    private static void plant(ObjectNode json, PlantEvidence plant) {
        json.put("slice", plant.slice());
        json.put("organ", plant.organ());
        json.put("field", plant.field().name());
        put(json, "share", plant.share());
        put(json, "witnessDice", plant.witnessDice());
        put(json, "attackedDice", plant.attackedDice());
        put(json, "randomDice", plant.randomDice());
        json.put("fellTo", plant.fellTo().map(Contender::name).orElse(null));
    }

    private static void gradients(ObjectNode json, GradientEvidence gradients) {
        put(json, "notFinite", gradients.notFinite());
        put(json, "zero", gradients.zero());
    }

    private static void agreement(ObjectNode json, GradientAgreement agreement) {
        json.put("compared", agreement.compared());
        json.put("undecided", agreement.undecided());
        put(json, "largestError", agreement.largestError());
    }

    static void realism(ObjectNode json, RealismSpec limits, RealismEvidence measured) {
        ObjectNode spec = json.putObject("limits");
        put(spec, "ssim", limits.ssim());
        put(spec, "criticPercentile", limits.critic().orElse(Double.NaN));
        put(spec, "displacementMillimetres", limits.displacementMillimetres().orElse(Double.NaN));
        put(spec, "intensityHu", limits.intensityHounsfield().orElse(Double.NaN));
        put(spec, "outOfRange", limits.outOfRange());
        put(spec, "detectability", limits.detectability().orElse(Double.NaN));
        put(json, "ssim", measured.ssim());
        put(json, "leastSsim", measured.leastSsim());
        put(json, "largestDisplacementMillimetres", measured.largestDisplacementMillimetres());
        put(json, "criticPercentile", measured.criticPercentile());
        json.put("judged", measured.trials().tried());
        json.put("scaledBack", measured.trials().scaledBack());
        json.put("unrealistic", measured.trials().unrealistic());
        put(json, "largestIntensity", measured.intensity().largest());
        put(json, "largestIntensityHu", measured.intensity().largestHounsfield());
        put(json, "outOfRange", measured.intensity().outOfRange());
        put(json, "mostOutOfRange", measured.intensity().mostOutOfRange());
        detectability(json.putObject("detectability"), measured.detectability());
    }

    private static void detectability(ObjectNode json, DetectabilityEvidence measured) {
        put(json, "area", measured.area());
        VerdictJson.interval(json.putObject("interval"), measured.interval());
        json.put("perturbed", measured.perturbed());
        json.put("clean", measured.clean());
        json.put("unmeasured", measured.unmeasured().orElse(null));
    }

    static void curve(ArrayNode json, List<BudgetPoint> curve) {
        for (BudgetPoint point : curve) {
            ObjectNode node = json.addObject();
            put(node, "share", point.share());
            put(node, "perceptibility", point.perceptibility());
            put(node, "dice", point.dice());
        }
    }
}
