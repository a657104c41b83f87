package org.duress.report;

import java.nio.file.Path;
import java.util.Map;
import org.duress.DuressException;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;

/** Writes what a model said of a failure, such as {@code container.log}, into the spec's folder. */
public final class DiagnosticsReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        write(outcome.result().spec(), outcome.diagnostics(), reports);
    }

    @Override
    public void broken(RobustnessSpec spec, DuressException problem, Path reports) {
        write(spec, problem.attachments(), reports);
    }

    private static void write(RobustnessSpec spec, Map<String, String> texts, Path reports) {
        Path folder = ReportFiles.folder(reports, spec.name());
        // A log of the run before would be read as this one's.
        ReportFiles.delete(folder, "*.log");
        texts.forEach((name, text) -> ReportFiles.write(folder.resolve(ReportFiles.safeName(name)), text));
    }
}
