package org.duress.report;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.WaivedLimit;
import org.duress.result.WorstSubject;

/** {@code organs.csv}: one line an organ, RFC 4180 quoting, an empty cell for a number that is not finite. */
public final class OrgansCsv {
    private OrgansCsv() {}

    /** The organs of a result as CSV with a heading line; every line ended by a line feed. */
    public static String of(RobustnessResult result) {
        Stream<String> heading =
                Stream.of("organ,cleanDice,attackedDice,relativeDrop,maxDiceDrop,pastLimit,attackedDiceWarped,"
                        + "attackedDiceFixed,worstSlice,attackedDiceLow,attackedDiceHigh,"
                        + "relativeDropLow,relativeDropHigh,distanceUnit,nsdTolerance,cleanHd95,"
                        + "attackedHd95,cleanNsd,attackedNsd,breakingPoint,"
                        + "lackingSubjects,drawnClean,drawnAttacked,pixelsClean,pixelsAttacked,"
                        + "worstSubject,worstSubjectDrop,trials,ownMaxDiceDrop,waivedUntil");
        Stream<String> organs = result.evidence().organs().stream()
                .map(organ -> line(
                        organ,
                        result.worstSubject(organ),
                        result.release().waiver(organ.name()).filter(WaivedLimit::applied)));
        return Stream.concat(heading, organs).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(OrganEvidence organ, Optional<WorstSubject> worst, Optional<WaivedLimit> waived) {
        return Stream.of(
                        text(organ.name()),
                        number(organ.cleanDice()),
                        number(organ.attackedDice()),
                        number(organ.relativeDrop()),
                        number(organ.maxDiceDrop()),
                        String.valueOf(organ.pastThreshold()),
                        number(organ.dice().warped()),
                        number(organ.dice().fixed()),
                        text(organ.worstSlice()),
                        number(organ.dice().attackedInterval().low()),
                        number(organ.dice().attackedInterval().high()),
                        number(organ.dice().dropInterval().low()),
                        number(organ.dice().dropInterval().high()),
                        text(organ.surface().unit()),
                        number(organ.surface().tolerance()),
                        number(organ.surface().cleanHd95()),
                        number(organ.surface().attackedHd95()),
                        number(organ.surface().cleanNsd()),
                        number(organ.surface().attackedNsd()),
                        number(organ.breakingPoint().orElse(Double.NaN)),
                        String.valueOf(organ.hallucination().subjects()),
                        String.valueOf(organ.hallucination().drawnClean()),
                        String.valueOf(organ.hallucination().drawnAttacked()),
                        String.valueOf(organ.hallucination().pixelsClean()),
                        String.valueOf(organ.hallucination().pixelsAttacked()),
                        text(worst.map(WorstSubject::subject).orElse("")),
                        number(worst.map(WorstSubject::relativeDrop).orElse(Double.NaN)),
                        String.valueOf(organ.trials()),
                        number(waived.map(WaivedLimit::ownLimit).orElse(organ.maxDiceDrop())),
                        waived.map(one -> one.waiver().expires().toString()).orElse(""))
                .collect(Collectors.joining(","));
    }

    static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    static String text(String value) {
        boolean quote = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
