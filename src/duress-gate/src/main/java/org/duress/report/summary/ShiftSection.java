package org.duress.report.summary;

import java.util.List;
import java.util.Optional;
import org.duress.base.EnumWords;
import org.duress.report.Markdown;
import org.duress.report.MarkdownTable;
import org.duress.report.SummaryTable;
import org.duress.report.Words;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;

/** Of each organ the natural shift that hurts it most, beside what the attacks did to it. */
record ShiftSection() implements Section {
    private static final int MOST = 200;

    @Override
    public Optional<Part> of(List<? extends SummaryTable.Entry> specs) {
        MarkdownTable table = new MarkdownTable();
        table.add(List.of(
                "spec",
                "organ",
                "worst natural shift",
                "severity",
                "fall [95 % interval]",
                "limit",
                "fall under attack",
                "so that it is"));
        int rows = 0;
        for (RobustnessResult result : Section.judged(specs)) {
            ShiftEvidence shifts = result.evidence().shifts();
            boolean first = true;
            for (OrganEvidence organ : result.evidence().organs()) {
                Optional<ShiftCurve> worst = shifts.worst(organ.name());
                if (worst.isPresent()) {
                    table.add(row(first ? result.spec().name() : "", organ, worst.get(), shifts));
                    first = false;
                    rows++;
                }
            }
        }
        return rows == 0
                ? Optional.empty()
                : Optional.of(Part.table(
                        List.of("", "### Natural shifts", ""), table, "organs; see shifts in verdict.json", MOST));
    }

    private static List<String> row(String spec, OrganEvidence organ, ShiftCurve worst, ShiftEvidence shifts) {
        String fall = Words.number("%.3f", worst.relativeDrop());
        return List.of(
                Markdown.text(spec),
                Markdown.text(organ.name()),
                Markdown.text(EnumWords.of(worst.shift()) + ", " + worst.words()),
                Integer.toString(worst.severity()),
                (worst.pastLimit() ? "**" + fall + "**" : fall) + " " + Words.interval("%.3f", worst.dropInterval()),
                Words.number("%.2f", worst.limit()),
                Words.number("%.3f", organ.relativeDrop()),
                shifts.standing(organ).map(ShiftEvidence.Standing::brief).orElse(""));
    }
}
