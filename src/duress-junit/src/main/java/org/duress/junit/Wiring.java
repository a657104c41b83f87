package org.duress.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duress.model.host.Containers;
import org.duress.report.Reporter;
import org.duress.report.Reporters;
import org.duress.report.SummaryTable;
import org.duress.report.page.RunPage;
import org.duress.report.summary.StepSummary;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that an invocation passes through.
 *
 * @param gate measures
 * @param reporters write what was measured
 * @param summary writes what all specs of a run came to
 * @param whyNoDocker why no container can be started, in one sentence; empty where one can
 */
record Wiring(GateRunner gate, List<Reporter> reporters, Summary summary, Supplier<Optional<String>> whyNoDocker) {
    /** The pages of a run. */
    @FunctionalInterface
    interface Summary {
        void write(List<SummaryTable.Entry> specs, Path reports);
    }

    /** Takes the place of the real rooms while a test of this room runs. */
    private static volatile @Nullable Wiring fake;

    static Wiring current() {
        Wiring replacement = fake;
        return replacement != null ? replacement : real();
    }

    static void replace(@Nullable Wiring replacement) {
        fake = replacement;
    }

    private static Wiring real() {
        return new Wiring(
                GateRunner::measure,
                Reporters.found(),
                (specs, reports) -> {
                    RunPage.write(specs, reports);
                    StepSummary.here().write(specs, reports);
                },
                Containers::whyNone);
    }
}
