package org.duress.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.base.EnumWords;
import org.duress.result.Change;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.WaivedLimit;

/**
 * The numbers of a result by short keys, for reports of tests that have room for keys and values alone. Keys are a
 * contract: they are added, never renamed. What is no number is left out.
 */
public final class ResultEntries {
    private ResultEntries() {}

    /** Keys and values, verdict first; numbers as Java writes them. */
    public static Map<String, String> of(RobustnessResult result) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("spec", result.spec().name());
        entries.put("verdict", result.verdict().name());
        entries.put("expected", result.spec().expect().name());
        put(entries, "p", result.evidence().fields().perceptibility());
        for (OrganEvidence organ : result.evidence().organs()) {
            String of = organ.name() + ".";
            put(entries, of + "clean", organ.cleanDice());
            put(entries, of + "attacked", organ.attackedDice());
            put(entries, of + "fall", organ.relativeDrop());
            put(entries, of + "fall", organ.dice().dropInterval());
            put(entries, of + "limit", organ.maxDiceDrop());
            result.release()
                    .waiver(organ.name())
                    .filter(WaivedLimit::applied)
                    .ifPresent(waived -> entries.put(
                            of + "waivedUntil", waived.waiver().expires().toString()));
        }
        for (OrganEvidence organ : result.evidence().organs()) {
            result.evidence().shifts().worst(organ.name()).ifPresent(worst -> {
                String of = organ.name() + ".shift";
                entries.put(of, EnumWords.of(worst.shift()));
                entries.put(of + "Severity", Integer.toString(worst.severity()));
                put(entries, of + "Fall", worst.relativeDrop());
                put(entries, of + "Fall", worst.dropInterval());
                put(entries, of + "Limit", worst.limit());
            });
        }
        result.release()
                .baseline()
                .ifPresent(difference -> difference.organs().forEach(organ -> {
                    put(entries, organ.organ() + ".cleanChange", organ.clean());
                    if (difference.attacksCompared()) {
                        put(entries, organ.organ() + ".fallChange", organ.fall());
                    }
                    entries.put(organ.organ() + ".regressed", Boolean.toString(organ.regressed()));
                }));
        return entries;
    }

    private static void put(Map<String, String> entries, String key, Change change) {
        put(entries, key, change.difference());
        put(entries, key, change.interval());
    }

    private static void put(Map<String, String> entries, String key, Interval interval) {
        put(entries, key + ".low", interval.low());
        put(entries, key + ".high", interval.high());
    }

    private static void put(Map<String, String> entries, String key, double value) {
        if (Double.isFinite(value)) {
            entries.put(key, Double.toString(value));
        }
    }
}
