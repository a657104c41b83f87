package org.duress.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.gate.GateListener;
import org.duress.report.Reporter;
import org.duress.report.Reporters;
import org.duress.report.SummaryTable;
import org.duress.report.VerdictJson;
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
    private final GateLines lines = new GateLines();
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
     * @param gate runs it, and says how it goes
     */
    void add(String name, Optional<RobustnessSpec> spec, Function<GateListener, GateOutcome> gate) {
        try {
            GateOutcome outcome = gate.apply(lines).withChannel(properties.channel());
            SummaryTable.Judged judged = new SummaryTable.Judged(outcome.result(), Optional.of(repeat));
            entries.add(judged);
            worst(judged.asExpected() ? 0 : Failures.UNEXPECTED);
            Reporters.report(reporters, outcome, properties.reports()).ifPresent(e -> worst(failures.say(e)));
        } catch (RuntimeException | Error e) {
            lines.clear();
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

    /**
     * Says what is against the models, with a table, and writes the pages that go with it.
     *
     * @return the exit code
     */
    int tell(Answer answer) {
        answer.give(this::print, this::document);
        RunPage.write(entries, properties.reports());
        StepSummary.here().write(entries, properties.reports());
        return code;
    }

    private void print(PrintWriter out) {
        for (SummaryTable.Entry entry : entries) {
            if (entry instanceof SummaryTable.Judged judged) {
                judged.result().breaches().forEach(out::println);
            }
        }
        out.print(SummaryTable.of(entries));
    }

    /** With all that {@code verdict.json} says of each that has a verdict. */
    private ObjectNode document() {
        ObjectNode json = Answer.object();
        ArrayNode specs = json.putArray("specs");
        for (SummaryTable.Entry entry : entries) {
            ObjectNode one = specs.addObject()
                    .put("name", entry.name())
                    .put("state", entry.state())
                    .put("asExpected", entry.asExpected());
            if (entry instanceof SummaryTable.Judged judged) {
                one.putNull("why");
                one.set("result", Answer.parse(VerdictJson.of(judged.result())));
            } else {
                one.put("why", ((SummaryTable.Unjudged) entry).why());
                one.putNull("result");
            }
        }
        return json.put("exitCode", code);
    }
}
