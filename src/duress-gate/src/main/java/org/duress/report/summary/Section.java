package org.duress.report.summary;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.report.MarkdownTable;
import org.duress.report.SummaryTable;
import org.duress.result.RobustnessResult;

/** A part of the page. */
interface Section {
    /**
     * What the specs of a run have to say in it.
     *
     * @param specs in the order to show
     * @return empty where they have nothing
     */
    Optional<Part> of(List<? extends SummaryTable.Entry> specs);

    /**
     * Lines of Markdown, of which the last may be left out.
     *
     * @param head with its title, and what stands before the rows; kept whole or left out with them
     * @param rows of a table or list, one line each
     * @param what they are, in the plural, with where to find those that are left out
     * @param most of them that are shown
     */
    record Part(List<String> head, List<String> rows, String what, int most) {
        public Part {
            head = List.copyOf(head);
            rows = List.copyOf(rows);
        }

        /** A list, or nothing where it is empty. */
        static Optional<Part> list(String title, List<String> items, String what, int most) {
            return items.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Part(
                            List.of("", "### " + title, ""),
                            items.stream().map(item -> "- " + item).toList(),
                            what,
                            most));
        }

        /** A table below some lines. */
        static Part table(List<String> before, MarkdownTable table, String what, int most) {
            List<String> lines = table.uncut();
            return new Part(
                    Stream.concat(before.stream(), lines.subList(0, 2).stream()).toList(),
                    lines.subList(2, lines.size()),
                    what,
                    most);
        }
    }

    /** Those that have a verdict. */
    static List<RobustnessResult> judged(List<? extends SummaryTable.Entry> specs) {
        return specs.stream()
                .filter(SummaryTable.Judged.class::isInstance)
                .map(spec -> ((SummaryTable.Judged) spec).result())
                .toList();
    }
}
