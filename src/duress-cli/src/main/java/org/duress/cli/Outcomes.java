package org.duress.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duress.DuressException;
import org.duress.report.Reporter;
import org.duress.report.Reporters;
import org.duress.report.SummaryTable;
import org.duress.report.page.RunPage;
import org.duress.report.summary.StepSummary;
import org.duress.result.GateOutcome;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;

/**
 * What the specs of one command come to, as their tests would report it. A spec that breaks does not stop the others;
 * the worst of them decides the exit code. Mutable.
 */
final class Outcomes {
    private final List<Reporter> reporters = Reporters.found();
    private final List<SummaryTable.Entry> entries = new ArrayList<>();
    private final PropertyLayers properties;
    private final Failures failures;
    private final String repeat;
    private int code;

    /**
     * None yet.
     *
     * @param failures hears why a spec broke, at once
     * @param repeat the command that comes to all of them again
     */
    Outcomes(PropertyLayers properties, Failures failures, String repeat) {
        this.properties = properties;
        this.failures = failures;
        this.repeat = repeat;
    }

    /**
     * Adds a spec.
     *
     * @param name as far as it is known
     * @param spec empty where it is not understood here
     * @param gate runs it
     */
    void add(String name, Optional<RobustnessSpec> spec, Supplier<GateOutcome> gate) {
        try {
            GateOutcome outcome = gate.get().withChannel(properties.channel());
            SummaryTable.Judged judged = new SummaryTable.Judged(outcome.result(), Optional.of(repeat));
            entries.add(judged);
            worst(judged.asExpected() ? 0 : Failures.UNEXPECTED);
            Reporters.report(reporters, outcome, properties.reports()).ifPresent(e -> worst(failures.say(e)));
        } catch (RuntimeException | Error e) {
            worst(failures.say(e));
            entries.add(SummaryTable.Unjudged.broken(name, e));
            if (e instanceof DuressException problem) {
                spec.ifPresent(one -> Reporters.broken(reporters, one, problem, properties.reports()));
            }
        }
    }

    private void worst(int another) {
        code = Math.max(code, another);
    }

    /** In the order in which they were added. */
    List<SummaryTable.Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Prints what is against the models, and a table, and writes the pages that go with it.
     *
     * @return the exit code
     */
    int tell(PrintWriter out) {
        return tell(properties.reports(), StepSummary.here(), out);
    }

    /** The same where the page goes there. */
    int tell(Path reports, StepSummary page, PrintWriter out) {
        for (SummaryTable.Entry entry : entries) {
            if (entry instanceof SummaryTable.Judged judged) {
                judged.result().breaches().forEach(out::println);
            }
        }
        out.print(SummaryTable.of(entries));
        out.flush();
        RunPage.write(entries, reports);
        page.write(entries, reports);
        return code;
    }
}
