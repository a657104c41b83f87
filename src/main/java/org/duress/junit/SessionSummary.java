package org.duress.junit;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.RobustnessResult;
import org.duress.report.SummaryTable;

/** Prints one table over all specs when JUnit closes the launcher session. */
final class SessionSummary implements AutoCloseable {
    private final Map<String, RobustnessResult> results = new LinkedHashMap<>();
    private final PrintStream out;

    SessionSummary(PrintStream out) {
        this.out = out;
    }

    /** Adds a result; a spec that is run again keeps its last one. */
    synchronized void add(RobustnessResult result) {
        results.put(result.spec().name(), result);
    }

    @Override
    public synchronized void close() {
        if (!results.isEmpty()) {
            out.print(SummaryTable.render(List.copyOf(results.values())));
        }
    }
}
