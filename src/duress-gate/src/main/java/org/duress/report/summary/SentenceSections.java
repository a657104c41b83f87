package org.duress.report.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.duress.report.Markdown;
import org.duress.report.SummaryTable;
import org.duress.report.facts.Sentences;
import org.duress.result.RobustnessResult;

/** Lists of sentences, each behind the name of its spec. */
final class SentenceSections {
    private static final int MOST = 60;

    private SentenceSections() {}

    /** Why no spec was judged, what is against a model, what could not be concluded, and what a PASS says. */
    static Section reasons() {
        return specs -> {
            List<String> items = new ArrayList<>();
            for (SummaryTable.Entry spec : specs) {
                Sentences.reasons(spec).forEach(sentence -> items.add(item(spec.name(), sentence)));
            }
            return Section.Part.list("What it says", items, "sentences; see the log", MOST);
        };
    }

    /** Known weaknesses that are gone: of the last release, or expected by the spec. */
    static Section gone() {
        return ofResults("Known weaknesses that are gone", Sentences::gone);
    }

    /** What a reader should know although it decides nothing. */
    static Section warnings() {
        return ofResults("Warnings", RobustnessResult::warnings);
    }

    private static Section ofResults(String title, Function<RobustnessResult, List<String>> sentences) {
        return specs -> Section.Part.list(
                title,
                Section.judged(specs).stream()
                        .flatMap(result -> sentences.apply(result).stream()
                                .map(sentence -> item(result.spec().name(), sentence)))
                        .toList(),
                "sentences; see the log",
                MOST);
    }

    private static String item(String name, String sentence) {
        return "**" + Markdown.text(name) + "**: " + Markdown.text(sentence);
    }
}
