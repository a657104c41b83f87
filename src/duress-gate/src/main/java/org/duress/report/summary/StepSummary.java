package org.duress.report.summary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.report.ReportFiles;
import org.duress.report.SummaryTable;

/**
 * Where the summary of a run goes: to the end of the file that GitHub Actions names for the summary of a step, and
 * without one to {@value #FILE} in the folder of the reports.
 *
 * @param step that file
 */
public record StepSummary(Optional<Path> step) {
    /** In the folder of the reports. */
    public static final String FILE = "summary.md";

    /** What GitHub Actions sets. The one place that asks for it. */
    private static final String VARIABLE = "GITHUB_STEP_SUMMARY";

    /** GitHub shows nothing of a step whose summary is larger. */
    private static final int MOST = 1 << 20;

    /** As the environment says. */
    public static StepSummary here() {
        return of(Optional.ofNullable(System.getenv(VARIABLE)));
    }

    static StepSummary of(Optional<String> variable) {
        return new StepSummary(variable.filter(path -> !path.isBlank()).map(Path::of));
    }

    /**
     * Writes the summary of a run.
     *
     * @param specs in the order to show
     * @param reports folder with what the reporters wrote
     * @throws EnvironmentException if it cannot be written
     */
    public void write(List<? extends SummaryTable.Entry> specs, Path reports) {
        if (step.isEmpty()) {
            ReportFiles.write(reports.resolve(FILE), RunSummary.of(specs, reports, true, MOST));
            return;
        }
        Path file = step.get();
        try {
            long there = Files.exists(file) ? Files.size(file) : 0;
            String page = RunSummary.of(specs, reports, false, (int) Math.max(0, MOST - 1 - there));
            Files.writeString(
                    file,
                    (there > 0 ? "\n" : "") + page,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the summary cannot be added to " + file + " (" + e.getMessage() + "); make it writable, or unset "
                            + VARIABLE,
                    e);
        }
    }
}
