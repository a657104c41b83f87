package org.duress.report.facts;

import static org.duress.report.facts.Cell.name;
import static org.duress.report.facts.Cell.number;
import static org.duress.report.facts.Cell.words;

import java.util.List;
import org.duress.base.EnumWords;
import org.duress.report.Words;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.RobustnessResult;

/** Which attack hurt which organ, and what it cost; the worst fall of each organ is strong. Empty where none counts. */
public final class ContenderTable {
    private ContenderTable() {}

    public static Table of(RobustnessResult result) {
        List<ContenderEvidence> contenders = result.evidence().strength().contenders();
        boolean nothing =
                contenders.stream().allMatch(contender -> contender.organs().isEmpty());
        return new Table(
                List.of(
                        "attack",
                        "judged",
                        "passes a " + result.spec().cohort().kind().image() + ", to search and to judge",
                        "largest p, budget spent",
                        "fall of each organ, 95 % interval"),
                nothing
                        ? List.of()
                        : contenders.stream()
                                .map(contender -> row(contender, contenders))
                                .toList());
    }

    private static List<Cell> row(ContenderEvidence contender, List<ContenderEvidence> all) {
        return List.of(
                Cell.of(words(EnumWords.of(contender.contender()))),
                Cell.lines(
                        number(String.valueOf(contender.trials().tried())),
                        words(contender.trials().unrealistic() + " unrealistic")),
                Cell.lines(
                        number(Words.passes(contender.passes().searchPerSlice())),
                        number(Words.passes(contender.passes().judgingPerSlice()))),
                Cell.lines(
                        number(Numbers.of(contender.perceptibility())),
                        number(Numbers.percent(contender.budgetSpent()))),
                new Cell(
                        contender.organs().stream().map(dice -> fall(dice, all)).toList()));
    }

    private static List<Cell.Piece> fall(ContenderDice dice, List<ContenderEvidence> all) {
        double worst = all.stream()
                .flatMap(other -> other.organs().stream())
                .filter(other -> other.organ().equals(dice.organ()))
                .mapToDouble(ContenderDice::relativeDrop)
                .max()
                .orElse(0);
        return List.of(
                name(dice.organ()),
                number(Numbers.of(dice.relativeDrop())).strong(dice.relativeDrop() == worst && worst > 0),
                number(Numbers.of(dice.dropInterval())));
    }
}
