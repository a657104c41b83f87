package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Disks;
import org.duress.base.FaultyDisk;
import org.duress.base.LeftBehind;
import org.duress.spec.CohortFormat;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that would write to one report folder at once. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReportClaimTest {
    @TempDir
    Path reports;

    static class Plain {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                name = "one-name")
        void withstands() {}
    }

    private final String before = System.getProperty(DuressProperties.REPORTS, DuressProperties.DEFAULT_REPORTS);

    @BeforeEach
    void name() {
        // A system property wins over what a test run is given, and the build sets one.
        System.setProperty(DuressProperties.REPORTS, reports.toString());
    }

    @AfterEach
    void rename() {
        System.setProperty(DuressProperties.REPORTS, before);
    }

    private String taken() {
        return "another run of a spec named 'one-name' is writing to '" + reports.resolve("one-name")
                + "' at this moment, and each would overwrite the other's report; give one of the two another name,"
                + " or each"
                + " fork a folder of its own with -Dduress.reports";
    }

    @Test
    void aSecondProcessIsRefusedBeforeAnythingRunsUntilTheFirstIsGone() throws IOException {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            try (LeftBehind.Held other = LeftBehind.start("lock", reports.resolve("one-name"))) {
                assertThat(other.process().isAlive()).isTrue();
                DuressException refused =
                        AdversarialRobustnessTest.failure(FakeGate.run(Plain.class), DuressException.class);
                assertThat(refused).hasMessage(taken());
                assertThat(gate.assignments).isEmpty();
                assertThat(gate.problems)
                        .as("a report of it would overwrite the other's")
                        .isEmpty();
            }
            // Killed; what it left hinders nobody.
            FakeGate.run(Plain.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
            assertThat(reports).isEmptyDirectory();
        }
    }

    @Test
    void twoRunsOneAfterTheOtherAreNoConflictAndLeaveNothing() throws IOException {
        ReportClaim first = ReportClaim.of(reports, "one-name");
        assertThatThrownBy(() -> ReportClaim.of(reports, "one-name")).hasMessage(taken());
        ReportClaim.of(reports, "another").close();
        Files.writeString(reports.resolve("one-name/verdict.json"), "{}");
        first.close();
        ReportClaim.of(reports, "one-name").close();
        assertThat(Disks.tree(reports)).containsExactly("one-name/verdict.json");
        assertThat(Disks.names(reports)).containsExactly("one-name");
    }

    @Test
    void aFolderThatCannotBeWrittenNamesThePropertyBeforeAnythingRuns() throws IOException {
        try (FileSystem disk = FaultyDisk.readOnly(Disks.large())) {
            assertThatThrownBy(() -> ReportClaim.of(disk.getPath("/reports"), "one-name"))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("cannot write '/reports/one-name': no permission; make the folder writable or set"
                            + " -Dduress.reports to another one");
        }
    }
}
