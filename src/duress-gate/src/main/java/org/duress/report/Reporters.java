package org.duress.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.duress.DuressException;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;

/** All who report: one that cannot write keeps none of the others from it. */
public final class Reporters {
    private Reporters() {}

    /** Those on the class path. */
    public static List<Reporter> found() {
        return ServiceLoader.load(Reporter.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * Lets all report; a weak model must not go unseen because a report could not be written.
     *
     * @return why the first that failed did, with the others as suppressed
     */
    public static Optional<RuntimeException> report(List<Reporter> reporters, GateOutcome outcome, Path reports) {
        Optional<RuntimeException> first = Optional.empty();
        for (Reporter reporter : reporters) {
            try {
                reporter.report(outcome, reports);
            } catch (RuntimeException e) {
                if (first.isEmpty()) {
                    first = Optional.of(e);
                } else {
                    first.get().addSuppressed(e);
                }
            }
        }
        return first;
    }

    /** Lets all report a run that broke. Why it did matters more than that it could not be reported. */
    public static void broken(List<Reporter> reporters, RobustnessSpec spec, DuressException problem, Path reports) {
        for (Reporter reporter : reporters) {
            try {
                reporter.broken(spec, problem, reports);
            } catch (RuntimeException e) {
                problem.addSuppressed(e);
            }
        }
    }
}
