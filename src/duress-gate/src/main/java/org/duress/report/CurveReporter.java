package org.duress.report;

import java.nio.file.Path;
import org.duress.result.GateOutcome;

/** Draws Dice against budget into the spec's folder, {@code budget-curve.png}; that of an earlier run goes. */
public final class CurveReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        Path folder = ReportFiles.folder(reports, outcome.result().spec().name());
        ReportFiles.delete(folder, "budget-curve.png");
        CurvePicture picture = new CurvePicture(outcome.result());
        if (!picture.isEmpty()) {
            ReportFiles.write(folder.resolve("budget-curve.png"), picture.png());
        }
    }
}
