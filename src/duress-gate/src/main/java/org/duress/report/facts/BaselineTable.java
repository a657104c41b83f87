package org.duress.report.facts;

import static org.duress.report.facts.Cell.name;
import static org.duress.report.facts.Cell.number;
import static org.duress.report.facts.Cell.words;

import java.util.List;
import java.util.stream.Stream;
import org.duress.report.Words;
import org.duress.result.BaselineDifference;
import org.duress.result.Change;
import org.duress.result.OrganDifference;

/** What differs from the last release, organ by organ. */
public final class BaselineTable {
    private static final List<String> HEAD = List.of(
            "organ since the baseline",
            "clean Dice, 95 % interval of the difference",
            "attacked Dice",
            "fall under attack");

    private BaselineTable() {}

    public static Table of(BaselineDifference difference) {
        return new Table(
                HEAD, difference.organs().stream().map(BaselineTable::row).toList());
    }

    /** Which release it is, and whose word for it there is; without a full stop. */
    public static String source(BaselineDifference difference) {
        return "Compared with the baseline, a " + difference.verdict()
                + difference
                        .accepted()
                        .map(by -> " accepted by " + by.by() + " on " + by.at() + ": " + by.why())
                        .orElse(" that nobody has accepted");
    }

    private static List<Cell> row(OrganDifference organ) {
        return List.of(
                Cell.lines(Stream.concat(
                        Stream.of(name(organ.organ())),
                        organ.regressed() ? Stream.of(words("regressed").strong(true)) : Stream.empty())),
                changed(organ.clean()),
                changed(organ.attacked()),
                changed(organ.fall()));
    }

    private static Cell changed(Change change) {
        return Cell.lines(
                number(Words.change("%.3f", change.before(), change.now())),
                number(Words.number("%+.3f", change.difference()) + " " + Numbers.of(change.interval())));
    }
}
