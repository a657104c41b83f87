package org.duress.studies;

import java.util.Locale;
import org.duress.result.Verdict;
import org.duress.testkit.planted.Planted;
import org.duress.testkit.planted.panel.Half;
import org.duress.testkit.planted.panel.Kind;
import org.duress.testkit.planted.panel.Truth;

/**
 * What sort of model the study judges, as far as its tables tell them apart.
 *
 * @param panel which panel, or half of one, it belongs to
 * @param family what it is made of
 * @param truth what is true of it
 */
record Sort(String panel, String family, String truth, Verdicts verdicts) {
    static final String FIRST = "first panel";
    static final String BEFORE = "before the mends";
    static final String AFTER = "after the mends";

    /**
     * Which verdicts are wrong.
     *
     * @param falsePass whether a PASS is
     * @param falseFail whether a FAIL is
     * @param needle whether a PASS is only to be told apart, though something breaks it
     * @param clear whether INCONCLUSIVE is a verdict missed
     */
    record Verdicts(boolean falsePass, boolean falseFail, boolean needle, boolean clear) {}

    static Sort of(Planted.Kind kind) {
        return new Sort(
                FIRST,
                "texture",
                words(kind),
                new Verdicts(
                        !kind.allows(Verdict.PASS),
                        !kind.allows(Verdict.FAIL),
                        false,
                        kind == Planted.Kind.ROBUST
                                || kind == Planted.Kind.FRAGILE
                                || kind == Planted.Kind.SMALL_ORGAN));
    }

    static Sort of(Kind kind) {
        Truth truth = kind.truth();
        return new Sort(
                kind.half() == Half.BEFORE ? BEFORE : AFTER,
                words(kind.scene().family()),
                words(truth),
                new Verdicts(
                        truth.falsePass(Verdict.PASS),
                        truth.falseFail(Verdict.FAIL),
                        truth == Truth.NEEDLE,
                        truth.clear()));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
