package org.duress.report;

import java.nio.file.Path;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;

/**
 * Writes {@code shifts.csv}, draws Dice against severity, {@code shifts.png}, and what the shifts look like, {@code
 * shifts-gallery.png}, into the spec's folder where natural shifts were measured; those of an earlier run go.
 */
public final class ShiftReporter implements Reporter {
    @Override
    public void report(GateOutcome outcome, Path reports) {
        RobustnessResult result = outcome.result();
        Path folder = ReportFiles.folder(reports, result.spec().name());
        ReportFiles.delete(folder, "shifts{.csv,.png,-gallery.png}");
        if (!result.evidence().shifts().isEmpty()) {
            ReportFiles.write(
                    folder.resolve("shifts.csv"), ShiftsCsv.of(result.evidence().shifts()));
            ReportFiles.write(folder.resolve("shifts.png"), new ShiftPicture(result).png());
            ShiftGallery.of(outcome)
                    .ifPresent(gallery -> ReportFiles.write(folder.resolve("shifts-gallery.png"), gallery.png()));
        }
    }
}
