package org.duress.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.result.slice.WorstCase;

/**
 * Writes a panel for every worst case into the spec's folder, {@code panel-01-liver-s03_z005.png} and so on; beside
 * them, under names of their own, the least changes that break an organ ({@code least-*.png}) and what was too
 * unrealistic to count ({@code unrealistic-*.png}). For every worst case that is a volume a strip of its planes ({@code
 * strip-*.png}) and a page to scroll through them ({@code scroll-*.html}). Those of an earlier run go.
 */
public final class PanelReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        RobustnessResult result = outcome.result();
        Path folder = ReportFiles.folder(reports, result.spec().name());
        Function<Panel, Panel> shown = panel -> panel.showing(outcome.channel());
        ReportFiles.delete(folder, "strip-*.png");
        ReportFiles.delete(folder, "scroll-*.html");
        write(folder, "panel", outcome.worstCases(), slice -> shown.apply(new Panel(slice, result)), true);
        write(folder, "least", outcome.leastCases(), slice -> shown.apply(Panel.least(slice, result)), false);
        write(
                folder,
                "unrealistic",
                outcome.unrealisticCases(),
                slice -> shown.apply(Panel.unrealistic(slice, result)),
                false);
    }

    private static String name(String kind, int number, WorstCase slice, String ending) {
        return String.format(
                Locale.ROOT,
                "%s-%02d-%s.%s",
                kind,
                number,
                ReportFiles.safeName(slice.organ() + "-" + slice.slice().name()),
                ending);
    }

    /**
     * Writes panels.
     *
     * @param planes whether a volume gets a strip and a page too
     */
    private static void write(
            Path folder, String kind, List<WorstCase> cases, Function<WorstCase, Panel> panels, boolean planes) {
        ReportFiles.delete(folder, kind + "-*.png");
        int number = 0;
        for (WorstCase slice : cases) {
            number++;
            Panel panel = panels.apply(slice);
            ReportFiles.write(folder.resolve(name(kind, number, slice, "png")), panel.png());
            if (planes && panel.ofVolume()) {
                ReportFiles.write(folder.resolve(name("strip", number, slice, "png")), panel.strip());
                ReportFiles.write(folder.resolve(name("scroll", number, slice, "html")), new ScrollPage(panel).html());
            }
        }
    }
}
