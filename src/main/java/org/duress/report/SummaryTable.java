package org.duress.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.Check;
import org.duress.Evidence;
import org.duress.OrganEvidence;
import org.duress.RobustnessResult;
import org.duress.Verdict;

/** All specs of a run and their organs as one text table, for the end of a console log. */
public final class SummaryTable {
    private static final List<String> HEADINGS =
            List.of("spec", "organ", "clean", "attacked", "drop", "", "limit", "p", "verdict", "expected");
    private static final List<Boolean> RIGHT = List.of(false, false, true, true, true, false, true, true, false, false);

    private SummaryTable() {}

    /**
     * Renders the table. A {@code >} between drop and limit marks an organ past its limit; the line below the table names the
     * specs whose verdict was not the expected one. A line for each INCONCLUSIVE spec names the checks that do not hold.
     *
     * @param results one entry a spec, in the order to show
     * @return plain ASCII lines (names as given), each ended by a line feed
     */
    public static String render(List<RobustnessResult> results) {
        if (results.isEmpty()) {
            return "No robustness spec was judged.\n";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        int[] firstRows = new int[results.size()];
        for (int i = 0; i < results.size(); i++) {
            firstRows[i] = rows.size();
            rows.addAll(rows(results.get(i)));
        }
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        });
        StringBuilder text = new StringBuilder();
        String rule = rule(widths);
        int spec = 0;
        for (int r = 0; r < rows.size(); r++) {
            if (spec < firstRows.length && firstRows[spec] == r) {
                text.append(rule);
                spec++;
            }
            text.append(line(rows.get(r), widths));
        }
        text.append(rule).append(conclusion(results)).append('\n');
        results.stream()
                .filter(result -> result.verdict() == Verdict.INCONCLUSIVE)
                .forEach(result -> text.append(inconclusive(result)).append('\n'));
        return text.toString();
    }

    private static List<List<String>> rows(RobustnessResult result) {
        Evidence evidence = result.evidence();
        List<List<String>> rows = new ArrayList<>();
        for (OrganEvidence organ : evidence.organs()) {
            boolean first = rows.isEmpty();
            rows.add(List.of(
                    first ? result.spec().name() : "",
                    organ.name(),
                    number(organ.cleanDice()),
                    number(organ.attackedDice()),
                    number(organ.relativeDrop()),
                    organ.pastThreshold() ? ">" : "",
                    number(organ.maxDiceDrop()),
                    first ? number(evidence.perceptibility()) : "",
                    first ? result.verdict().name() : "",
                    first ? result.spec().expect().name() : ""));
        }
        return rows;
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - cells.get(c).length());
            line.append(c == 0 ? "" : c == 5 || c == 6 ? " " : "  ")
                    .append(RIGHT.get(c) ? padding + cells.get(c) : cells.get(c) + padding);
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String rule(int[] widths) {
        int width = 2 * (widths.length - 1) - 2;
        for (int w : widths) {
            width += w;
        }
        return "-".repeat(width) + "\n";
    }

    private static String conclusion(List<RobustnessResult> results) {
        List<String> surprises = results.stream()
                .filter(result ->
                        !result.verdict().name().equals(result.spec().expect().name()))
                .map(result -> result.spec().name())
                .toList();
        String specs = results.size() == 1 ? "1 spec" : results.size() + " specs";
        return surprises.isEmpty()
                ? specs + ", every verdict as expected"
                : surprises.size() + " of " + specs + " not as expected: " + String.join(", ", surprises);
    }

    /** The reasons, with what to change, are in the test's failure. */
    private static String inconclusive(RobustnessResult result) {
        int reasons = result.breaches().size();
        String missed = result.checks().stream()
                .filter(check -> !check.holds())
                .map(Check::name)
                .collect(Collectors.joining(", "));
        return result.spec().name() + " is inconclusive for " + reasons + (reasons == 1 ? " reason" : " reasons")
                + (missed.isEmpty() ? "" : "; does not hold: " + missed);
    }
}
