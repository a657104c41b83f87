package org.duress.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.duress.base.EnumWords;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;

/** Natural shifts in {@code verdict.json}: null where none was measured. */
final class ShiftsJson {
    private ShiftsJson() {}

    static void put(ObjectNode json, RobustnessResult result) {
        ShiftEvidence shifts = result.evidence().shifts();
        if (shifts.isEmpty()) {
            json.putNull("shifts");
            return;
        }
        ObjectNode node = json.putObject("shifts");
        node.put("severity", shifts.curves().get(0).severity());
        VerdictJson.put(
                node, "maxDiceDrop", shifts.decides() ? shifts.curves().get(0).limit() : Double.NaN);
        StrengthJson.passes(node.putObject("passes"), shifts.passes());
        ArrayNode organs = node.putArray("organs");
        for (OrganEvidence organ : result.evidence().organs()) {
            ObjectNode of = organs.addObject().put("name", organ.name());
            of.put(
                    "standing",
                    shifts.standing(organ)
                            .map(standing -> standing.name().toLowerCase(Locale.ROOT))
                            .orElse(null));
            shifts.worst(organ.name()).ifPresent(worst -> of.put("worst", EnumWords.of(worst.shift())));
            ArrayNode curves = of.putArray("curves");
            shifts.of(organ.name()).forEach(curve -> curve(curves.addObject(), curve));
        }
    }

    private static void curve(ObjectNode json, ShiftCurve curve) {
        json.put("shift", EnumWords.of(curve.shift()));
        json.put("amount", curve.words());
        ArrayNode dice = json.putArray("dice");
        curve.dice().forEach(dice::add);
        VerdictJson.put(json, "relativeDrop", curve.relativeDrop());
        VerdictJson.interval(json.putObject("relativeDropInterval"), curve.dropInterval());
        VerdictJson.put(json, "limit", curve.limit());
        VerdictJson.put(json, "area", curve.area());
        VerdictJson.put(json, "breakingSeverity", curve.breakingSeverity().orElse(Double.NaN));
    }
}
