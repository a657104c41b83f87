package org.duress.report.allure;

import static org.duress.report.allure.Html.escape;

import java.util.List;
import java.util.stream.Collectors;
import org.duress.report.Words;
import org.duress.report.facts.BaselineTable;
import org.duress.report.facts.CheckTable;
import org.duress.report.facts.ContenderTable;
import org.duress.report.facts.OrganTable;
import org.duress.report.facts.Sentences;
import org.duress.report.facts.ShiftTable;
import org.duress.result.BaselineDifference;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;

/**
 * The head of an Allure page: the verdict, and tables of organs, checks and contenders. The reasons are in the
 * failure's message, above it.
 */
final class FrontPage {
    private FrontPage() {}

    static String html(RobustnessResult result) {
        return "<p><b>" + Words.verdict(result) + "</b> " + escape(Sentences.spent(result)) + "</p>"
                + result.statement().map(sentence -> paragraph(sentence + ".")).orElse("")
                + Html.table(OrganTable.of(result))
                + release(result.release())
                + Html.table(ShiftTable.of(result))
                + paragraphs(result.warnings().stream()
                        .map(sentence -> "Warning: " + sentence)
                        .toList())
                + Html.table(CheckTable.of(result))
                + Sentences.reach(result).map(FrontPage::paragraph).orElse("")
                + Html.table(ContenderTable.of(result))
                + Sentences.realism(result.evidence().realism())
                        .map(FrontPage::paragraph)
                        .orElse("");
    }

    private static String release(Release release) {
        return paragraphs(release.sentences().stream()
                        .map(sentence -> sentence + ".")
                        .toList())
                + release.baseline().map(FrontPage::difference).orElse("");
    }

    private static String difference(BaselineDifference difference) {
        return paragraph(BaselineTable.source(difference) + ".") + Html.table(BaselineTable.of(difference));
    }

    private static String paragraphs(List<String> sentences) {
        return sentences.stream().map(FrontPage::paragraph).collect(Collectors.joining());
    }

    private static String paragraph(String text) {
        return "<p>" + escape(text) + "</p>";
    }
}
