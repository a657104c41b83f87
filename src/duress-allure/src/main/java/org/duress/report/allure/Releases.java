package org.duress.report.allure;

import static org.duress.report.allure.Html.bold;
import static org.duress.report.allure.Html.change;
import static org.duress.report.allure.Html.escape;
import static org.duress.report.allure.Html.interval;
import static org.duress.report.allure.Html.lines;
import static org.duress.report.allure.Html.name;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.result.Acceptance;
import org.duress.result.BaselineDifference;
import org.duress.result.Change;
import org.duress.result.OrganDifference;
import org.duress.result.Release;
import org.duress.result.WaivedLimit;

/** What a page says of waivers, and of the difference to the last release. */
final class Releases {
    private static final List<String> ORGANS = List.of(
            "organ since the baseline",
            "clean Dice, 95 % interval of the difference",
            "attacked Dice",
            "fall under attack");

    private Releases() {}

    /** Below an organ's limit; empty where it is not waived. */
    static String note(String organ, Release release) {
        return release.waiver(organ)
                .map(WaivedLimit::note)
                .map(note -> lines("", bold(escape(note), true)))
                .orElse("");
    }

    static String html(Release release) {
        return release.sentences().stream()
                        .map(sentence -> "<p>" + escape(sentence) + ".</p>")
                        .collect(Collectors.joining())
                + release.baseline().map(Releases::difference).orElse("");
    }

    private static String difference(BaselineDifference difference) {
        return "<p>Compared with the baseline, a " + difference.verdict()
                + difference.accepted().map(Releases::accepted).orElse(" that nobody has accepted") + ".</p>"
                + Html.table(
                        ORGANS,
                        difference.organs().stream().map(Releases::organ).toList());
    }

    private static String accepted(Acceptance by) {
        return " accepted by " + escape(by.by()) + " on " + escape(by.at()) + ": " + escape(by.why());
    }

    private static List<String> organ(OrganDifference organ) {
        return List.of(
                organ.regressed() ? lines(name(organ.organ()), bold("regressed", true)) : name(organ.organ()),
                changed(organ.clean()),
                changed(organ.attacked()),
                changed(organ.fall()));
    }

    private static String changed(Change change) {
        return lines(
                change("%.3f", change.before(), change.now()),
                String.format(Locale.ROOT, "%+.3f", change.difference()) + " " + interval(change.interval()));
    }
}
