package org.duress.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.duress.report.SummaryTable;
import org.duress.result.GateOutcome;
import org.duress.result.Interval;
import org.duress.result.Passes;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.spec.ShiftKind;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as readers have it, light, dark and narrow, with axe-core looking for what keeps some of them out. */
class RunPageInChromiumTest {
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final Set<String> BAD = Set.of("serious", "critical");

    /** All is unfolded first, or nobody would look into it. */
    private static final String LOOK = """
            <script src="axe.min.js"></script>
            <script>
            document.querySelectorAll("details").forEach(details => { details.open = true; });
            axe.run().then(found => {
              const left = document.createElement("pre");
              left.id = "found";
              left.textContent = btoa(unescape(encodeURIComponent(JSON.stringify({
                dark: matchMedia("(prefers-color-scheme: dark)").matches,
                width: innerWidth,
                needed: document.documentElement.scrollWidth,
                passes: found.passes.length,
                violations: found.violations.map(one => ({
                  id: one.id, impact: one.impact, help: one.help,
                  where: one.nodes.map(node => node.html.slice(0, 300) + " " + node.failureSummary)
                }))
              }))));
              document.body.append(left);
            });
            </script>
            """;

    @TempDir
    Path reports;

    @TempDir
    Path scratch;

    private static Chromium chromium() {
        Optional<Chromium> found = Chromium.found();
        assumeTrue(found.isPresent(), "there is no chromium, chromium-browser or google-chrome on the path");
        return found.orElseThrow();
    }

    /** All that a page can have, volumes and shifts too. */
    private List<SummaryTable.Entry> run() {
        List<SummaryTable.Entry> entries = new ArrayList<>(RunPageTest.run(reports));
        GateOutcome volumes = Outcomes.outcome("volumes", Verdict.FAIL, Expectation.FAIL, Outcomes.VOLUME);
        ShiftCurve noise = new ShiftCurve(
                "liver",
                ShiftKind.NOISE,
                List.of(1.0, 0.875, 0.75, 0.5, 0.25, 0.0),
                3,
                "noise of 0.3 sd",
                0.25,
                new Interval(0.375, 0.625),
                Map.of());
        entries.add(RunPageTest.entry(
                new GateOutcome(
                        Outcomes.with(volumes.result(), new ShiftEvidence(true, List.of(noise), Passes.NONE)),
                        volumes.worstCases()),
                reports));
        return entries;
    }

    @ParameterizedTest
    @CsvSource({"false, 1280", "true, 1280", "false, 500"})
    void nobodyIsKeptOut(boolean dark, int width) throws IOException, InterruptedException {
        Chromium chromium = chromium();
        String page = RunPage.html(run(), reports, RunPage.MOST_BYTES);
        int policy = page.indexOf("<meta http-equiv=\"Content-Security-Policy\"");
        // The policy would keep axe-core out.
        String open = page.substring(0, policy) + page.substring(page.indexOf('>', policy) + 1);
        Path looked = reports.resolve("looked.html");
        Files.writeString(looked, open.replace("</body>", LOOK + "</body>"));
        try (InputStream axe = Objects.requireNonNull(getClass().getResourceAsStream(AXE), AXE)) {
            Files.copy(axe, reports.resolve("axe.min.js"));
        }
        String dom = chromium.dom(looked, dark, width, scratch);
        String mark = "<pre id=\"found\">";
        assertThat(dom).contains(mark);
        int start = dom.indexOf(mark) + mark.length();
        JsonNode found = new JsonMapper()
                .readTree(new String(
                        Base64.getDecoder().decode(dom.substring(start, dom.indexOf("</pre>", start))),
                        StandardCharsets.UTF_8));

        assertThat(found.get("dark").booleanValue()).isEqualTo(dark);
        assertThat(found.get("width").intValue()).isEqualTo(width);
        assertThat(found.get("needed").intValue())
                .as("nothing is wider than the screen")
                .isLessThanOrEqualTo(width);
        assertThat(found.get("passes").intValue())
                .as("rules that were looked at")
                .isGreaterThan(20);
        assertThat(found.get("violations"))
                .filteredOn(one -> BAD.contains(one.get("impact").textValue()))
                .isEmpty();
    }

    @Test
    void itsOwnScriptRunsUnderItsPolicyAndNoOther() throws IOException, InterruptedException {
        Chromium chromium = chromium();
        RunPage.write(run(), reports);
        Path file = reports.resolve("index.html");
        String dom = chromium.dom(file, false, 1280, scratch);
        assertThat(dom.split("<figure class=\"compare live\"", -1))
                .as("all worst cases")
                .hasSize(2 * 4 + 1);
        assertThat(dom).contains("aria-label=\"Blink: liver in p03_z005\"").contains(">Copy</button>");

        Files.writeString(
                file, Files.readString(file).replace("</body>", "<script>document.title = 'another'</script></body>"));
        assertThat(chromium.dom(file, false, 1280, scratch)).doesNotContain("<title>another</title>");
    }
}
