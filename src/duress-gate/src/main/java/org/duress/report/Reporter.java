package org.duress.report;

import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;

/** Writes one outcome somewhere. Found by {@link java.util.ServiceLoader}. */
public interface Reporter {
    /**
     * Reports an outcome, on the test's thread.
     *
     * @param outcome what the gate measured
     * @param reports the reports folder; a reporter writes below {@code reports/<spec name>} or its own folder
     * @throws DuressException if it cannot be written
     */
    void report(GateOutcome outcome, Path reports);

    /**
     * Reports a run that broke before it was judged, on the test's thread.
     *
     * @param problem what the test ends with; its attachments, such as the log of a container, are what a reader lacks
     * @param reports as for {@link #report}
     * @throws DuressException if it cannot be written
     */
    default void broken(RobustnessSpec spec, DuressException problem, Path reports) {}
}
