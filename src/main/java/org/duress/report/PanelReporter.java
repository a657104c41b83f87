package org.duress.report;

import java.nio.file.Path;
import org.duress.gate.GateOutcome;
import org.duress.gate.WorstCase;
import org.duress.spec.RobustnessSpec;

/** Writes a panel for every worst case into the spec's folder, {@code panel-01-liver-s03_z005.png} and so on; those of an earlier run go. */
public final class PanelReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        RobustnessSpec spec = outcome.result().spec();
        Path folder = ReportFiles.folder(reports, spec.name());
        ReportFiles.delete(folder, "panel-*.png");
        int number = 0;
        for (WorstCase slice : outcome.worstCases()) {
            number++;
            String name = String.format(
                    "panel-%02d-%s.png", number, ReportFiles.safeName(slice.organ() + "-" + slice.slice()));
            ReportFiles.write(folder.resolve(name), new Panel(slice, spec).png());
        }
    }
}
