package org.duress.report;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.base.EnumWords;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;

/** {@code shifts.csv}: one line an organ and natural shift, written as {@link OrgansCsv}. */
public final class ShiftsCsv {
    private ShiftsCsv() {}

    /** The curves with a heading line; every line ended by a line feed. */
    public static String of(ShiftEvidence shifts) {
        Stream<String> heading = Stream.of("organ,shift,amount,severity,cleanDice,dice1,dice2,dice3,dice4,dice5,"
                + "relativeDrop,relativeDropLow,relativeDropHigh,limit,pastLimit,area,breakingSeverity");
        return Stream.concat(heading, shifts.curves().stream().map(ShiftsCsv::line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(ShiftCurve curve) {
        return Stream.of(
                        Stream.of(
                                OrgansCsv.text(curve.organ()),
                                EnumWords.of(curve.shift()),
                                OrgansCsv.text(curve.words()),
                                String.valueOf(curve.severity())),
                        curve.dice().stream().map(OrgansCsv::number),
                        Stream.of(
                                OrgansCsv.number(curve.relativeDrop()),
                                OrgansCsv.number(curve.dropInterval().low()),
                                OrgansCsv.number(curve.dropInterval().high()),
                                OrgansCsv.number(curve.limit()),
                                String.valueOf(curve.pastLimit()),
                                OrgansCsv.number(curve.area()),
                                OrgansCsv.number(curve.breakingSeverity().orElse(Double.NaN))))
                .flatMap(cells -> cells)
                .collect(Collectors.joining(","));
    }
}
