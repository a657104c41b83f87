package org.duress.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.duress.report.Reporter;
import org.duress.report.SummaryTable;
import org.duress.report.summary.StepSummary;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.spec.read.PropertyLayers;

/** Says what gates came to, as their tests would have done. */
final class Reporting {
    /** Beside 0, of a verdict that was expected. */
    static final int UNEXPECTED = 1;

    private Reporting() {}

    /** Lets every reporter write. */
    static RobustnessResult report(GateOutcome outcome, PropertyLayers properties) {
        GateOutcome shown = outcome.withChannel(properties.channel());
        ServiceLoader.load(Reporter.class).forEach(reporter -> reporter.report(shown, properties.reports()));
        return shown.result();
    }

    /**
     * Prints what is against a model, and a table, and writes the page that goes with it.
     *
     * @return the exit code
     */
    static int tell(List<RobustnessResult> results, PropertyLayers properties, PrintWriter out) {
        return tell(results, properties.reports(), StepSummary.here(), out);
    }

    /** The same where the page goes there. */
    static int tell(List<RobustnessResult> results, Path reports, StepSummary page, PrintWriter out) {
        List<SummaryTable.Entry> table = new ArrayList<>();
        for (RobustnessResult result : results) {
            result.breaches().forEach(out::println);
            table.add(new SummaryTable.Judged(result));
        }
        out.print(SummaryTable.of(table));
        out.flush();
        page.write(table, reports);
        return table.stream().allMatch(SummaryTable.Entry::asExpected) ? 0 : UNEXPECTED;
    }
}
