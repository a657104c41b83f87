package org.duress.report.facts;

import static org.duress.report.facts.Cell.number;
import static org.duress.report.facts.Cell.words;

import java.util.List;
import org.duress.base.EnumWords;
import org.duress.report.Words;
import org.duress.result.CanaryEvidence;
import org.duress.result.RobustnessResult;

/** What the same attacks did to copies of the model whose weakness is known, a row a kind of weakness. */
public final class CanaryTable {
    private static final List<String> HEAD = List.of(
            "planted weakness", "fell to the attacks", "fell to random fields", "Dice, planted \u2192 attacked");

    private CanaryTable() {}

    public static Table of(RobustnessResult result) {
        return new Table(
                HEAD,
                result.evidence().strength().canaries().stream()
                        .map(CanaryTable::row)
                        .toList());
    }

    private static List<Cell> row(CanaryEvidence canary) {
        String of = " of " + canary.plants().size();
        return List.of(
                Cell.of(words(EnumWords.of(canary.kind()))),
                Cell.of(number(canary.fallen() + of)),
                Cell.of(number(canary.fallenUnderRandom() + of)),
                Cell.of(number(Words.change("%.3f", canary.plantedDice(), canary.attackedDice()))));
    }
}
