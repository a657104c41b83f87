package org.duress.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.duress.result.Evidence;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Smoothness;
import org.duress.result.SubjectDice;
import org.duress.result.SubstituteAgreement;
import org.duress.result.SurfaceEvidence;
import org.duress.result.Verdict;
import org.duress.result.WorstSubject;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.GateSpec;
import org.duress.spec.key.Key;
import org.duress.spec.key.Values;

/**
 * {@code verdict.json}: a contract. Keys may be added, none renamed or removed. A number that is not finite is null,
 * and so is the advice of a check that holds, and the worst subject of an organ that cannot fall in any. {@code
 * statement} is what a PASS says and what not, {@code breaches} are those of a FAIL, {@code reasons} those of an
 * INCONCLUSIVE verdict.
 */
public final class VerdictJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private VerdictJson() {}

    /** One result as indented JSON, ended by a line feed. */
    public static String of(RobustnessResult result) {
        Evidence evidence = result.evidence();
        Values settings = result.spec().values();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("spec", result.spec().name());
        json.put("verdict", result.verdict().name());
        json.put("expected", result.spec().expect().name());
        boolean inconclusive = result.verdict() == Verdict.INCONCLUSIVE;
        json.put("statement", result.statement().orElse(null));
        strings(json.putArray("breaches"), inconclusive ? List.of() : result.breaches());
        strings(json.putArray("reasons"), result.reasons());
        json.put("attackShownStrong", result.attackShownStrong());
        strings(json.putArray("warnings"), result.warnings());
        ReleaseJson.release(json, result.release());
        SettingsJson.put(json, settings, GateSpec.DECISION, GateSpec.WORST_SUBJECT);
        StrengthJson.checks(json.putArray("checks"), result.checks());
        json.put("dimensions", result.spec().cohort().dimensions());
        json.put("device", evidence.origin().device());
        json.put("seed", evidence.origin().seed());
        json.put("modelFingerprint", evidence.origin().modelFingerprint());
        json.put("dataFingerprint", evidence.origin().dataFingerprint());
        ReleaseJson.version(json, result.spec());
        ObjectNode provenance = json.putObject("modelProvenance");
        evidence.origin().modelProvenance().forEach(provenance::put);
        strings(
                json.putArray("contenders"),
                evidence.contenders().stream().map(Contender::name).toList());
        StrengthJson.strength(json, evidence.strength());
        SettingsJson.put(json, settings, AttackSpec.XI, AttackSpec.FIELDS, GateSpec.REFERENCE);
        ObjectNode durations = json.putObject("durationsSeconds");
        put(durations, "train", evidence.seconds().train());
        put(durations, "attack", evidence.seconds().attack());
        put(durations, "total", evidence.seconds().total());
        ObjectNode perContender = durations.putObject("contenders");
        evidence.seconds().contenders().forEach((contender, seconds) -> put(perContender, contender.name(), seconds));
        json.put("reach", evidence.attacker().reach().name());
        json.put("attackerSteps", evidence.attacker().steps());
        json.put("attackerFromStore", evidence.attacker().fromStore());
        ObjectNode queries = json.putObject("queries");
        queries.put("training", evidence.queries().training());
        queries.put("gate", evidence.queries().gate());
        queries.put("canary", evidence.queries().canary());
        queries.put("mostPerSubject", evidence.queries().mostPerSubject());
        ObjectNode passes = json.putObject("passes");
        StrengthJson.passes(passes.putObject("training"), evidence.passes().training());
        StrengthJson.passes(passes.putObject("gate"), evidence.passes().gate());
        StrengthJson.passes(passes.putObject("canary"), evidence.passes().canary());
        ArrayNode substitute = json.putArray("substitute");
        evidence.substitute().forEach(agreement -> agreement(substitute.addObject(), agreement));
        put(json, "crossEntropy", evidence.fields().crossEntropy());
        put(json, "perceptibility", evidence.fields().perceptibility());
        if (!evidence.fields().channels().isEmpty()) {
            ArrayNode channels = json.putArray("channelPerceptibilities");
            evidence.fields().channels().forEach(channels::add);
        }
        put(json, "maxPerceptibility", result.spec().budget().perceptibility());
        SettingsJson.put(json.putObject("budget"), settings, BudgetSpec.KEYS.toArray(new Key<?, ?>[0]));
        StrengthJson.realism(json.putObject("realism"), result.spec().realism(), evidence.realism());
        put(json, "foldedFraction", evidence.fields().foldedFraction());
        put(json, "largestDisplacement", evidence.fields().largestDisplacement());
        ObjectNode smoothness = json.putObject("smoothness");
        smoothness(smoothness.putObject("deformation"), evidence.fields().deformation());
        smoothness(smoothness.putObject("intensity"), evidence.fields().intensity());
        ArrayNode organs = json.putArray("organs");
        evidence.organs().forEach(organ -> organ(organs.addObject(), organ, result.worstSubject(organ)));
        ShiftsJson.put(json, result);
        strings(json.putArray("attackerSubjects"), evidence.attacker().subjects());
        strings(json.putArray("gateSubjects"), evidence.gateSubjects());
        json.put("gateSlices", evidence.gateSlices());
        ArrayNode subjects = json.putArray("subjects");
        new TreeMap<>(evidence.subjectDice()).forEach((subject, scores) -> {
            for (SubjectDice score : scores) {
                subject(subjects.addObject().put("subject", subject), score);
            }
        });
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("a tree of nodes always prints", e);
        }
    }

    private static void organ(ObjectNode json, OrganEvidence organ, Optional<WorstSubject> worst) {
        json.put("name", organ.name());
        put(json, "cleanDice", organ.cleanDice());
        put(json, "attackedDice", organ.attackedDice());
        put(json, "relativeDrop", organ.relativeDrop());
        put(json, "maxDiceDrop", organ.maxDiceDrop());
        put(json, "attackedDiceWarped", organ.dice().warped());
        put(json, "attackedDiceFixed", organ.dice().fixed());
        json.put("worstSlice", organ.worstSlice());
        worst(json, worst);
        json.put("trials", organ.trials());
        interval(json.putObject("attackedDiceInterval"), organ.dice().attackedInterval());
        interval(json.putObject("relativeDropInterval"), organ.dice().dropInterval());
        surface(json.putObject("surface"), organ.surface());
        put(json, "breakingPoint", organ.breakingPoint().orElse(Double.NaN));
        StrengthJson.curve(json.putArray("curve"), organ.curve());
        hallucination(json.putObject("hallucination"), organ.hallucination());
    }

    private static void worst(ObjectNode json, Optional<WorstSubject> worst) {
        if (worst.isEmpty()) {
            json.putNull("worstSubject");
            return;
        }
        WorstSubject subject = worst.get();
        ObjectNode node = json.putObject("worstSubject").put("subject", subject.subject());
        put(node, "cleanDice", subject.cleanDice());
        put(node, "attackedDice", subject.attackedDice());
        put(node, "relativeDrop", subject.relativeDrop());
    }

    private static void hallucination(ObjectNode json, HallucinationEvidence drawn) {
        json.put("subjects", drawn.subjects());
        json.put("drawnClean", drawn.drawnClean());
        json.put("drawnAttacked", drawn.drawnAttacked());
        json.put("pixelsClean", drawn.pixelsClean());
        json.put("pixelsAttacked", drawn.pixelsAttacked());
    }

    static void interval(ObjectNode json, Interval interval) {
        put(json, "low", interval.low());
        put(json, "high", interval.high());
    }

    private static void surface(ObjectNode json, SurfaceEvidence surface) {
        json.put("unit", surface.unit());
        put(json, "tolerance", surface.tolerance());
        put(json, "cleanHd95", surface.cleanHd95());
        put(json, "attackedHd95", surface.attackedHd95());
        put(json, "cleanNsd", surface.cleanNsd());
        put(json, "attackedNsd", surface.attackedNsd());
    }

    private static void agreement(ObjectNode json, SubstituteAgreement agreement) {
        json.put("organ", agreement.organ());
        put(json, "cleanAgreement", agreement.clean());
        put(json, "attackedAgreement", agreement.attacked());
    }

    private static void subject(ObjectNode json, SubjectDice score) {
        json.put("organ", score.organ());
        put(json, "cleanDice", score.clean());
        put(json, "attackedDiceWarped", score.attackedWarped());
        put(json, "attackedDiceFixed", score.attackedFixed());
    }

    private static void smoothness(ObjectNode json, Smoothness smoothness) {
        put(json, "highFrequencyEnergy", smoothness.highFrequencyEnergy());
        put(json, "largestGradient", smoothness.largestGradient());
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    static void put(ObjectNode json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        } else {
            json.putNull(key);
        }
    }
}
