package org.duress.report.facts;

import static org.duress.report.facts.Cell.name;
import static org.duress.report.facts.Cell.number;
import static org.duress.report.facts.Cell.words;

import java.util.List;
import java.util.Locale;
import org.duress.report.Words;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;

/** What attacks do to each organ and what natural shifts do, side by side; empty where no shift was measured. */
public final class ShiftTable {
    private static final List<String> HEAD = List.of(
            "organ",
            "Dice, clean \u2192 attacked",
            "Dice, clean \u2192 its worst natural shift",
            "fall, 95 % interval",
            "area under the curve, breaks at",
            "so it is");

    private ShiftTable() {}

    public static Table of(RobustnessResult result) {
        ShiftEvidence shifts = result.evidence().shifts();
        return new Table(
                HEAD,
                result.evidence().organs().stream()
                        .flatMap(organ -> shifts.worst(organ.name()).map(worst -> row(organ, worst, shifts)).stream())
                        .toList());
    }

    private static List<Cell> row(OrganEvidence organ, ShiftCurve worst, ShiftEvidence shifts) {
        return List.of(
                Cell.of(name(organ.name())),
                Cell.of(number(Words.change("%.3f", organ.cleanDice(), organ.attackedDice()))),
                Cell.lines(
                        number(Words.change("%.3f", worst.cleanDice(), worst.shiftedDice())),
                        words(worst.words() + ", severity " + worst.severity())),
                Cell.lines(
                        number(Numbers.of(worst.relativeDrop())).strong(worst.pastLimit()),
                        number(Numbers.of(worst.dropInterval())),
                        number("limit " + Numbers.of(worst.limit()) + (shifts.decides() ? "" : ", decides nothing"))),
                Cell.lines(
                        number(Numbers.of(worst.area())),
                        words(worst.breakingSeverity().stream()
                                .mapToObj(severity -> String.format(Locale.ROOT, "severity %.1f", severity))
                                .findFirst()
                                .orElse("does not break"))),
                Cell.of(words(shifts.standing(organ).orElseThrow().words())));
    }
}
