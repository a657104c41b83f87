package org.duress.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A few mutants for every parser; {@link Fuzz} opens as many as one likes. */
class FuzzTest {
    private static final long SEED = 1;

    @TempDir
    private Path kept;

    private static List<FuzzTarget> targets() {
        return Targets.ALL;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyMutantIsAcceptedOrRefusedInOneSentence(FuzzTarget target) throws Exception {
        try (Trials trials = target.alone() ? new ChildTrials(target) : new LocalTrials(target)) {
            Tally tally = Tally.of(target, trials, SEED, number -> number < target.mutants(), kept);

            assertThat(tally.failures()).as(Tally.HEAD + "\n" + tally).isEmpty();
            assertThat(tally.refused()).as("mutants that are refused").isPositive();
        }
    }
}
