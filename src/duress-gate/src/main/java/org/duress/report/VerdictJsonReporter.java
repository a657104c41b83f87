package org.duress.report;

import java.nio.file.Path;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;

/** Writes {@code verdict.json} and {@code organs.csv} into the spec's folder. */
public final class VerdictJsonReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        RobustnessResult result = outcome.result();
        Path folder = ReportFiles.folder(reports, result.spec().name());
        ReportFiles.write(folder.resolve("organs.csv"), OrgansCsv.of(result));
        ReportFiles.write(folder.resolve("verdict.json"), VerdictJson.of(result));
    }
}
