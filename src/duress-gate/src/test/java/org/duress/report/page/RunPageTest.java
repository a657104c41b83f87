package org.duress.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.report.PanelReporter;
import org.duress.report.ShiftReporter;
import org.duress.report.SummaryTable;
import org.duress.report.SummaryTable.Judged;
import org.duress.report.SummaryTable.Unjudged;
import org.duress.result.GateOutcome;
import org.duress.result.Interval;
import org.duress.result.Passes;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.spec.ShiftKind;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPageTest {
    private static final Pattern SOURCE = Pattern.compile("(src|href)=\"([^\"]*)\"");

    @TempDir
    Path reports;

    /** A run that passes, one that fails, one that is neither, and one that broke; with all pictures. */
    static List<SummaryTable.Entry> run(Path reports) {
        List<SummaryTable.Entry> entries = new ArrayList<>();
        GateOutcome failed = Outcomes.outcome("weak <script>alert(1)</script>", Verdict.FAIL, Expectation.PASS);
        entries.add(entry(failed, reports));
        entries.add(entry(Outcomes.outcome("held", Verdict.PASS, Expectation.PASS), reports));
        entries.add(entry(Outcomes.outcome("open", Verdict.INCONCLUSIVE, Expectation.PASS), reports));
        entries.add(new Unjudged("lost & \"found\"", false, "no file <here>"));
        return entries;
    }

    static Judged entry(GateOutcome outcome, Path reports) {
        new PanelReporter().report(outcome, reports);
        new ShiftReporter().report(outcome, reports);
        return new Judged(outcome.result(), Optional.of("duress gate 'a <b>.yaml'"));
    }

    private String page(List<? extends SummaryTable.Entry> entries) throws IOException {
        RunPage.write(entries, reports);
        return Files.readString(reports.resolve("index.html"));
    }

    @Test
    void verdictsComeFirstWithTheirSentencesAndWhetherTheyAreExpected() throws IOException {
        String page = page(run(reports));
        assertThat(page)
                .containsSubsequence(
                        "<h1>Robustness: 3 of 4 specs not as expected</h1>",
                        "<strong class=\"badge fail\">FAIL</strong><a href=\"#spec-1\">weak &lt;script&gt;",
                        "<span class=\"expected\">expected PASS</span>",
                        "<strong class=\"badge pass\">PASS</strong><a href=\"#spec-2\">held</a>",
                        "<span class=\"expected\">as expected</span>",
                        "<strong class=\"badge inconclusive\">INCONCLUSIVE</strong>",
                        "<strong class=\"badge broken\">BROKEN</strong>",
                        "<section id=\"spec-1\"",
                        "FAIL (expected PASS) at perceptibility p = 0.074 of at most 0.1, on 16 slices of 2 subjects.",
                        "<p class=\"reason\">liver fell from 0.950 to 0.570</p>",
                        "Warning: label id 4 belongs to no &lt;organ&gt;",
                        "liver fell by 0.400, 95 % interval [0.250, 0.750], where 0.300 is allowed",
                        "What was tried, and how strong it was",
                        "1 of 2 checks of the attack hold",
                        "Dice against budget",
                        "liver, Dice against perceptibility: 0.950 at p 0.000, 0.760 at p 0.050, 0.570 at p 0.100;"
                                + " limit 0.665",
                        "Worst cases, clean and attacked",
                        "alt=\"liver in p03_z005, attacked, with what the model segments: Dice 0.571\"",
                        "Every setting",
                        "attack.xi",
                        "ab".repeat(32),
                        "<code>duress gate 'a &lt;b&gt;.yaml'</code>",
                        "<section id=\"spec-2\"",
                        "PASS: 93 trials on 16 slices",
                        "<section id=\"spec-3\"",
                        "the canary kept 0.9 of its Dice; raise budget.perceptibility",
                        "<section id=\"spec-4\"",
                        "broken: no file &lt;here&gt;")
                .doesNotContain("<script>alert");
    }

    @Test
    void nothingIsAskedOfTheNetworkAndThePolicyKnowsItsOwnCodeAlone() throws IOException, GeneralSecurityException {
        String page = page(run(reports));
        Matcher sources = SOURCE.matcher(page);
        int pictures = 0;
        while (sources.find()) {
            String to = sources.group(2);
            pictures += to.startsWith("data:image/jpeg;base64,") ? 1 : 0;
            if (!to.startsWith("data:image/") && !to.startsWith("#")) {
                assertThat(reports.resolve(decoded(to))).isRegularFile();
            }
        }
        assertThat(pictures)
                .as("two organs, clean and attacked, twice, of three specs")
                .isEqualTo(2 * 4 * 3);
        assertThat(page).doesNotContain("http:").doesNotContain("https:").doesNotContain(" style=");
        for (String code : List.of("style", "script")) {
            String own = page.substring(page.indexOf("<" + code + ">") + code.length() + 2, page.indexOf("</" + code));
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(own.getBytes(StandardCharsets.UTF_8));
            assertThat(page)
                    .contains(code + "-src &#39;sha256-".replace("&#39;", "'")
                            + Base64.getEncoder().encodeToString(hash) + "'");
        }
        assertThat(page).contains("default-src 'none'; img-src data:;");
    }

    private static String decoded(String link) {
        return URLDecoder.decode(link, StandardCharsets.UTF_8);
    }

    @Test
    void picturesThatHaveNoRoomAreLinked() throws IOException {
        List<SummaryTable.Entry> run = run(reports);
        String page = RunPage.html(run, reports, 300_000);
        assertThat(page)
                .contains("Not on this page, for its size:")
                .contains("<a href=\"held/compare-02-liver-p03_z005-attacked-segmented.jpg\">attacked</a>");
        assertThat(page.length()).isLessThan(300_000 * 4 / 3 + 250_000);
        assertThat(RunPage.html(run, reports, 0)).doesNotContain("data:image");
    }

    @Test
    void naturalShiftsStandBesideAttacks() throws IOException {
        GateOutcome plain = Outcomes.outcome("phantom", Verdict.FAIL, Expectation.FAIL);
        ShiftCurve noise = new ShiftCurve(
                "liver",
                ShiftKind.NOISE,
                List.of(1.0, 0.875, 0.75, 0.5, 0.25, 0.0),
                3,
                "noise of 0.3 sd",
                0.25,
                new Interval(0.375, 0.625),
                Map.of());
        RobustnessResult result = Outcomes.with(plain.result(), new ShiftEvidence(true, List.of(noise), Passes.NONE));
        String page = page(List.of(entry(new GateOutcome(result, plain.worstCases()), reports)));
        assertThat(page)
                .contains("<h3>Natural shifts</h3>")
                .contains("noise of 0.3 sd, severity 3")
                .contains("alt=\"Dice of each organ against the severity of each natural shift\" src=\"data:image/png")
                .as("one spec needs no list of them")
                .doesNotContain("<nav");
        assertThat(page(List.of(new Judged(plain.result())))).doesNotContain("Natural shifts");
    }

    @Test
    void aLaterRunReplacesItAndThirtySpecsAreFoundFromAList() throws IOException {
        page(run(reports));
        List<SummaryTable.Entry> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(new Judged(Outcomes.result("spec " + i, Verdict.PASS, Expectation.PASS)));
        }
        String page = page(many);
        assertThat(page).contains("30 specs, every verdict as expected").doesNotContain("weak &lt;");
        assertThat(page.split("<li class=\"quiet\"", -1)).hasSize(31);
        assertThat(page.length()).isLessThan(2_000_000);
    }
}
