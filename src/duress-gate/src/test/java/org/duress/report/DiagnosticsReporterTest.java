package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.duress.EnvironmentException;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsReporterTest {
    private final GateOutcome outcome = Outcomes.outcome("unet", Verdict.FAIL, Expectation.PASS);
    private final EnvironmentException problem = new EnvironmentException("the container exited with code 3");

    @TempDir
    Path reports;

    @Test
    void whatABrokenRunAttachesLiesInTheSpecsFolder() {
        problem.attach(Map.of("container.log", "cannot load\n", "../../up", "stays here"));

        new DiagnosticsReporter().broken(outcome.result().spec(), problem, reports);

        assertThat(reports.resolve("unet/container.log")).hasContent("cannot load\n");
        assertThat(reports.resolve("unet")).isDirectoryContaining("glob:**/*.._up-*");
    }

    @Test
    void aFailedVerdictKeepsTheLogAndThePassAfterItRemovesIt() {
        new DiagnosticsReporter().report(outcome.withDiagnostics(Map.of("container.log", "nan")), reports);
        assertThat(reports.resolve("unet/container.log")).hasContent("nan");

        new DiagnosticsReporter().report(outcome, reports);
        assertThat(reports.resolve("unet/container.log")).doesNotExist();
    }

    @Test
    void nothingToSayMakesNoFolder() {
        new DiagnosticsReporter().broken(outcome.result().spec(), problem, reports);

        assertThat(reports).isEmptyDirectory();
    }
}
