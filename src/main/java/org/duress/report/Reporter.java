package org.duress.report;

import java.nio.file.Path;
import org.duress.gate.GateOutcome;

/** Writes one outcome somewhere. Found by {@link java.util.ServiceLoader}. */
public interface Reporter {
    /**
     * Reports an outcome, on the test's thread.
     *
     * @param outcome what the gate measured
     * @param reports the reports folder; a reporter writes below {@code reports/<spec name>} or its own folder
     * @throws org.duress.DuressException if it cannot be written
     */
    void report(GateOutcome outcome, Path reports);
}
