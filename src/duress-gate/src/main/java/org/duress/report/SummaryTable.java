package org.duress.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.result.Check;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.WorstSubject;
import org.jspecify.annotations.Nullable;

/** All specs of a run and their organs as one text table, for the end of a console log. */
public final class SummaryTable {
    private static final List<String> HEADINGS = List.of(
            "spec", "organ", "clean", "attacked", "drop", "", "limit", "worst", "in", "p", "verdict", "expected");
    private static final List<Boolean> RIGHT =
            List.of(false, false, true, true, true, false, true, true, false, true, false, false);
    private static final int VERDICT = HEADINGS.indexOf("verdict");

    private SummaryTable() {}

    /** One spec of a run. */
    public sealed interface Entry {
        /** The spec's name, or what stands for it. */
        String name();

        /** Whether it came to what its author expects; a skipped spec hurts nobody. */
        boolean asExpected();

        /** Its verdict, or why there is none: {@code BROKEN}, {@code SKIPPED}. */
        String state();
    }

    /**
     * A spec with a verdict.
     *
     * @param repeat the command that comes to it again, where whoever ran it can tell
     */
    public record Judged(RobustnessResult result, Optional<String> repeat) implements Entry {
        public Judged(RobustnessResult result) {
            this(result, Optional.empty());
        }

        @Override
        public String name() {
            return result.spec().name();
        }

        @Override
        public String state() {
            return result.verdict().name();
        }

        @Override
        public boolean asExpected() {
            return result.verdict().name().equals(result.spec().expect().name());
        }
    }

    /**
     * A spec whose run ended without a verdict.
     *
     * @param name of the spec, or of its file where it has none that can be read
     * @param skipped whether the machine cannot run it; otherwise it is broken
     * @param why one sentence
     */
    public record Unjudged(String name, boolean skipped, String why) implements Entry {
        /** One that broke. Our own errors are one sentence; of any other the kind says more than the message. */
        public static Unjudged broken(String name, Throwable problem) {
            return new Unjudged(
                    name,
                    false,
                    firstLine(problem instanceof DuressException ? problem.getMessage() : problem.toString()));
        }

        /** One that the machine cannot run, or was not asked to judge. */
        public static Unjudged skipped(String name, Throwable reason) {
            return new Unjudged(name, true, firstLine(reason.getMessage()));
        }

        private static String firstLine(@Nullable String text) {
            return String.valueOf(text).lines().findFirst().orElse("");
        }

        @Override
        public boolean asExpected() {
            return skipped;
        }

        @Override
        public String state() {
            return skipped ? "SKIPPED" : "BROKEN";
        }
    }

    /** Renders a table of specs that all have a verdict; see {@link #of}. */
    public static String render(List<RobustnessResult> results) {
        return of(results.stream().map(Judged::new).toList());
    }

    /**
     * Renders the table. A {@code >} between drop and limit marks an organ past its limit, a {@code w} one that holds
     * it only because it is waived; beside the limit stands the largest fall in one subject, and in which. The line
     * below the table names the specs that did not come to what was expected. A line for each spec that is
     * INCONCLUSIVE, broken or skipped says why, one for each PASS what it says and what not, one for each FAIL which
     * subjects are past their limit, one for each waiver that was needed, for each regression, for each known
     * weakness that is gone, and one for each spec whose natural shifts were measured what these do to each organ.
     *
     * @param specs in the order to show
     * @return plain ASCII lines (names and reasons as given), each ended by a line feed
     */
    public static String of(List<? extends Entry> specs) {
        if (specs.isEmpty()) {
            return "No robustness spec was judged.\n";
        }
        List<List<List<String>>> blocks = specs.stream().map(SummaryTable::rows).toList();
        int[] widths = new int[HEADINGS.size()];
        widen(widths, HEADINGS);
        blocks.forEach(rows -> rows.forEach(row -> widen(widths, row)));
        StringBuilder text = new StringBuilder(line(HEADINGS, widths));
        String rule = rule(widths);
        for (List<List<String>> rows : blocks) {
            text.append(rule);
            rows.forEach(row -> text.append(line(row, widths)));
        }
        text.append(rule).append(conclusion(specs)).append('\n');
        specs.forEach(spec -> text.append(why(spec)).append(shifts(spec)));
        return text.toString();
    }

    private static void widen(int[] widths, List<String> row) {
        for (int c = 0; c < widths.length; c++) {
            widths[c] = Math.max(widths[c], row.get(c).length());
        }
    }

    private static List<List<String>> rows(Entry spec) {
        if (spec instanceof Judged judged) {
            return rows(judged.result());
        }
        List<String> row = new ArrayList<>(Collections.nCopies(HEADINGS.size(), ""));
        row.set(0, spec.name());
        row.set(VERDICT, ((Unjudged) spec).state());
        return List.of(row);
    }

    private static List<List<String>> rows(RobustnessResult result) {
        Evidence evidence = result.evidence();
        List<List<String>> rows = new ArrayList<>();
        for (OrganEvidence organ : evidence.organs()) {
            boolean first = rows.isEmpty();
            Optional<WorstSubject> worst = result.worstSubject(organ);
            rows.add(List.of(
                    first ? result.spec().name() : "",
                    organ.name(),
                    number(organ.cleanDice()),
                    number(organ.attackedDice()),
                    number(organ.relativeDrop()),
                    mark(organ, result),
                    number(organ.maxDiceDrop()),
                    worst.map(subject -> number(subject.relativeDrop())).orElse("-"),
                    worst.map(WorstSubject::subject).orElse(""),
                    first ? number(evidence.fields().perceptibility()) : "",
                    first ? result.verdict().name() : "",
                    first ? result.spec().expect().name() : ""));
        }
        return rows;
    }

    private static String mark(OrganEvidence organ, RobustnessResult result) {
        boolean waived = result.release().needed().stream()
                .anyMatch(one -> one.waiver().organ().equals(organ.name()));
        return organ.pastThreshold() ? ">" : waived ? "w" : "";
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

    /** How many specs there are, and which did not come to what was expected. */
    public static String conclusion(List<? extends Entry> specs) {
        List<String> surprises = specs.stream()
                .filter(spec -> !spec.asExpected())
                .map(Entry::name)
                .toList();
        return count(specs) + (surprises.isEmpty() ? "" : ": " + String.join(", ", surprises));
    }

    /** The same without their names. */
    public static String count(List<? extends Entry> specs) {
        long surprises = specs.stream().filter(spec -> !spec.asExpected()).count();
        String count = specs.size() == 1 ? "1 spec" : specs.size() + " specs";
        return surprises == 0 ? count + ", every verdict as expected" : surprises + " of " + count + " not as expected";
    }

    private static String why(Entry spec) {
        if (spec instanceof Unjudged unjudged) {
            return unjudged.name() + " is " + unjudged.state().toLowerCase(Locale.ROOT) + ": " + unjudged.why() + "\n";
        }
        RobustnessResult result = ((Judged) spec).result();
        return verdict(result) + release(result);
    }

    private static String release(RobustnessResult result) {
        return Stream.concat(result.release().sentences().stream(), result.release().regressions().stream())
                .map(sentence -> result.spec().name() + ": " + sentence + "\n")
                .collect(Collectors.joining());
    }

    private static String verdict(RobustnessResult result) {
        return switch (result.verdict()) {
            case INCONCLUSIVE -> inconclusive(result) + "\n";
            case PASS -> result.spec().name() + ": " + result.statement().orElseThrow() + "\n";
            case FAIL -> result.fallenSubjects().isEmpty() ? "" : subjects(result) + "\n";
        };
    }

    /** The table marks organs past their limit, not subjects. */
    private static String subjects(RobustnessResult result) {
        return result.fallenSubjects().stream()
                .map(worst -> worst.organ() + " in " + worst.subject() + " (" + number(worst.relativeDrop()) + ")")
                .collect(Collectors.joining(
                        ", ",
                        result.spec().name() + ": past worstSubject="
                                + result.spec().gate().worstSubject().orElse(Double.NaN) + ": ",
                        ""));
    }

    /** The worst natural shift of each organ, beside what attacks did, which the table says. */
    private static String shifts(Entry spec) {
        if (!(spec instanceof Judged judged)
                || judged.result().evidence().shifts().isEmpty()) {
            return "";
        }
        RobustnessResult result = judged.result();
        return Words.shifts(result).stream()
                .collect(Collectors.joining("; ", result.spec().name() + ", natural shifts: ", "\n"));
    }

    /** The reasons, with what to change, are in the test's failure. */
    private static String inconclusive(RobustnessResult result) {
        int reasons = result.reasons().size();
        String missed = result.checks().stream()
                .filter(check -> !check.holds())
                .map(Check::name)
                .collect(Collectors.joining(", "));
        return result.spec().name() + " is inconclusive for " + reasons + (reasons == 1 ? " reason" : " reasons")
                + (missed.isEmpty() ? "" : "; does not hold: " + missed);
    }
}
