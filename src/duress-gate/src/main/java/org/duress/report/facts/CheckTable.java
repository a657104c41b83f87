package org.duress.report.facts;

import static org.duress.report.facts.Cell.words;

import java.util.List;
import org.duress.result.Check;
import org.duress.result.RobustnessResult;

/** What must hold before a PASS is believed, and whether it does. */
public final class CheckTable {
    private static final List<String> HEAD =
            List.of("before a PASS is believed", "holds", "measured, and what to change");

    private CheckTable() {}

    public static Table of(RobustnessResult result) {
        return new Table(HEAD, result.checks().stream().map(CheckTable::row).toList());
    }

    private static List<Cell> row(Check check) {
        return List.of(
                Cell.of(words(check.name())),
                Cell.of(words(check.holds() ? "yes" : "no").strong(!check.holds())),
                check.holds()
                        ? Cell.of(words(check.measured()))
                        : Cell.lines(
                                words(check.measured()), words(check.advice()).strong(true)));
    }
}
