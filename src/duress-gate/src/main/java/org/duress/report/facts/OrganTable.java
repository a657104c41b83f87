package org.duress.report.facts;

import static org.duress.report.facts.Cell.number;
import static org.duress.report.facts.Cell.words;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.duress.report.Words;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.SurfaceEvidence;
import org.duress.result.WaivedLimit;

/** What became of each organ, in the spec's order. */
public final class OrganTable {
    private OrganTable() {}

    public static Table of(RobustnessResult result) {
        return new Table(
                List.of(
                        "organ, its worst " + result.spec().cohort().kind().image() + ", its worst subject",
                        "Dice, clean \u2192 attacked",
                        "fall, 95 % interval",
                        "HD95 and NSD, clean \u2192 attacked",
                        "outcome, trials that count"),
                result.evidence().organs().stream()
                        .map(organ -> row(organ, result))
                        .toList());
    }

    private static List<Cell> row(OrganEvidence organ, RobustnessResult result) {
        SurfaceEvidence surface = organ.surface();
        return List.of(
                Cell.lines(Stream.concat(
                                Stream.of(organ.name(), organ.worstSlice()),
                                result.worstSubject(organ).stream().map(Words::worstSubject))
                        .map(Cell::name)),
                Cell.of(number(Words.change("%.3f", organ.cleanDice(), organ.attackedDice()))),
                Cell.lines(Stream.concat(
                        Stream.of(
                                number(Numbers.of(organ.relativeDrop())).strong(organ.pastThreshold()),
                                number(Numbers.of(organ.dice().dropInterval())),
                                number("limit " + Numbers.of(organ.maxDiceDrop()))),
                        result.release().waiver(organ.name()).stream()
                                .map(WaivedLimit::note)
                                .map(note -> words(note).strong(true)))),
                Cell.lines(
                        number(Words.change("%.1f", surface.cleanHd95(), surface.attackedHd95()) + " "
                                + surface.unit()),
                        number(Words.change("%.3f", surface.cleanNsd(), surface.attackedNsd()))),
                Cell.lines(
                        words(Words.outcome(organ, result)),
                        number(String.format(Locale.ROOT, "%,d trials", organ.trials()))));
    }
}
