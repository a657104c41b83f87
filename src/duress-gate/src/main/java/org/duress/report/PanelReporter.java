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
 * unrealistic to count ({@code unrealistic-*.png}). Those of an earlier run go.
 */
public final class PanelReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        RobustnessResult result = outcome.result();
        Path folder = ReportFiles.folder(reports, result.spec().name());
        write(folder, "panel", outcome.worstCases(), slice -> new Panel(slice, result).showing(outcome.channel()));
        write(
                folder,
                "least",
                outcome.leastCases(),
                slice -> Panel.least(slice, result).showing(outcome.channel()));
        write(
                folder,
                "unrealistic",
                outcome.unrealisticCases(),
                slice -> Panel.unrealistic(slice, result).showing(outcome.channel()));
    }

    private static void write(Path folder, String kind, List<WorstCase> cases, Function<WorstCase, Panel> panel) {
        ReportFiles.delete(folder, kind + "-*.png");
        int number = 0;
        for (WorstCase slice : cases) {
            number++;
            String name = String.format(
                    Locale.ROOT,
                    "%s-%02d-%s.png",
                    kind,
                    number,
                    ReportFiles.safeName(slice.organ() + "-" + slice.slice().name()));
            ReportFiles.write(folder.resolve(name), panel.apply(slice).png());
        }
    }
}
