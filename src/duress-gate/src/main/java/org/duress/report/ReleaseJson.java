package org.duress.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.result.Acceptance;
import org.duress.result.BaselineDifference;
import org.duress.result.Change;
import org.duress.result.OrganDifference;
import org.duress.result.Release;
import org.duress.result.WaivedLimit;
import org.duress.spec.RobustnessSpec;
import org.duress.store.SpecVersion;

/**
 * The part of {@code verdict.json} that has to do with releases; {@link VerdictJson} has the rules. What a later
 * release is compared by is read again by {@code gate/release/BaselineFile}.
 */
final class ReleaseJson {
    private ReleaseJson() {}

    /** What a later run must have in common with this one. */
    static void version(ObjectNode json, RobustnessSpec spec) {
        SpecVersion measured = SpecVersion.measured(spec);
        json.put("specVersion", measured.digest());
        texts(json.putObject("measuredSettings"), measured.settings());
        texts(json.putObject("modelInput"), SpecVersion.input(spec).settings());
    }

    private static void texts(ObjectNode json, Map<String, String> settings) {
        settings.forEach(json::put);
    }

    /** Waivers, and the difference to the baseline; null where there is none. */
    static void release(ObjectNode json, Release release) {
        ArrayNode waivers = json.putArray("waivers");
        release.waivers().forEach(waived -> waiver(waivers.addObject(), waived));
        Optional<BaselineDifference> difference = release.baseline();
        if (difference.isPresent()) {
            baseline(json.putObject("baseline"), difference.get());
        } else {
            json.putNull("baseline");
        }
    }

    private static void waiver(ObjectNode json, WaivedLimit waived) {
        json.put("organ", waived.waiver().organ());
        VerdictJson.put(json, "limit", waived.waiver().limit());
        VerdictJson.put(json, "ownLimit", waived.ownLimit());
        json.put("owner", waived.waiver().owner());
        json.put("reason", waived.waiver().reason());
        json.put("expires", waived.waiver().expires().toString());
        json.put("state", waived.state().name());
    }

    private static void baseline(ObjectNode json, BaselineDifference difference) {
        json.put("file", difference.file());
        json.put("verdict", difference.verdict().name());
        json.put("modelFingerprint", difference.modelFingerprint());
        Optional<Acceptance> accepted = difference.accepted();
        if (accepted.isPresent()) {
            json.putObject("accepted")
                    .put("by", accepted.get().by())
                    .put("at", accepted.get().at())
                    .put("why", accepted.get().why())
                    .put("despiteVerdict", accepted.get().despite());
        } else {
            json.putNull("accepted");
        }
        json.put("attacksCompared", difference.attacksCompared());
        json.put("uncompared", difference.uncompared().orElse(null));
        ArrayNode organs = json.putArray("organs");
        difference.organs().forEach(organ -> organ(organs.addObject(), organ));
        strings(json.putArray("regressions"), difference.regressions());
        strings(json.putArray("open"), difference.open());
        strings(json.putArray("gone"), difference.gone());
    }

    private static void organ(ObjectNode json, OrganDifference organ) {
        json.put("name", organ.organ());
        json.put("regression", organ.regression().name());
        change(json.putObject("cleanDice"), organ.clean());
        change(json.putObject("attackedDice"), organ.attacked());
        change(json.putObject("relativeDrop"), organ.fall());
    }

    private static void change(ObjectNode json, Change change) {
        VerdictJson.put(json, "before", change.before());
        VerdictJson.put(json, "now", change.now());
        VerdictJson.put(json, "difference", change.difference());
        VerdictJson.interval(json.putObject("interval"), change.interval());
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
