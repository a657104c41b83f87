package org.duress.junit;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.report.SummaryTable;
import org.duress.result.RobustnessResult;
import org.duress.spec.DuressProperties;
import org.opentest4j.TestAbortedException;

/** Prints one table over all specs when JUnit closes the launcher session, and writes the page that goes with it. */
final class SessionSummary implements AutoCloseable {
    private final Map<String, SummaryTable.Entry> entries = new LinkedHashMap<>();
    private final PrintStream out;
    private final Wiring.Summary page;
    private Path reports = Path.of(DuressProperties.DEFAULT_REPORTS);

    SessionSummary(PrintStream out, Wiring.Summary page) {
        this.out = out;
        this.page = page;
    }

    /** Of the run that began last. */
    synchronized void reportsTo(Path folder) {
        reports = folder;
    }

    /**
     * Adds a result.
     *
     * @param id of the invocation; one that runs again keeps its last result
     * @param repeat the command that runs it again
     */
    synchronized void add(String id, RobustnessResult result, String repeat) {
        entries.put(id, new SummaryTable.Judged(result, Optional.of(repeat)));
    }

    /** Adds a run that ended without a verdict; a skipped one does not replace a verdict that there is. */
    synchronized void add(String id, String name, Throwable end) {
        if (end instanceof TestAbortedException) {
            entries.putIfAbsent(id, SummaryTable.Unjudged.skipped(name, end));
        } else {
            entries.put(id, SummaryTable.Unjudged.broken(name, end));
        }
    }

    @Override
    public synchronized void close() {
        if (entries.isEmpty()) {
            return;
        }
        List<SummaryTable.Entry> specs = List.copyOf(entries.values());
        out.print(SummaryTable.of(specs));
        try {
            page.write(specs, reports);
        } catch (DuressException e) {
            // The verdicts stand: tests have ended, and nobody would see what is thrown here.
            out.println(e.getMessage());
        }
    }
}
