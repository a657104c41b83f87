package org.duress.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.duress.DuressException;
import org.duress.fuzz.FuzzTarget.Opening;
import org.duress.fuzz.Outcome.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness finds what it is there to find. */
class TrialsTest {
    private static final byte[] GOOD = "good".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path kept;

    private static FuzzTarget target(Opening opening) {
        return FuzzTarget.of("planted", ".txt", Container.PLAIN, 1, () -> List.of(GOOD), opening);
    }

    private static Outcome outcome(Opening opening) throws Exception {
        try (Trials trials = new LocalTrials(target(opening))) {
            return trials.open(GOOD);
        }
    }

    @Test
    void acceptsWhatOpensAndWhatIsRefusedInOneSentence() throws Exception {
        assertThat(outcome(file -> {}).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(outcome(file -> {
                            throw new DuressException("file " + file + " is damaged; restore it");
                        })
                        .kind())
                .isEqualTo(Kind.REFUSED);
    }

    @Test
    void findsRawExceptionsOfEveryKind() throws Exception {
        assertThat(outcome(file -> {
                            throw new IOException("broken");
                        })
                        .sentence())
                .startsWith("raw IOException")
                .endsWith(": broken");
        assertThat(outcome(file -> deeper(1)).sentence()).startsWith("raw StackOverflowError");
        assertThat(outcome(file -> {
                            throw new OutOfMemoryError("planted");
                        })
                        .sentence())
                .startsWith("raw OutOfMemoryError");
    }

    private static int deeper(int depth) {
        return depth < 0 ? depth : deeper(depth + 1) + 1;
    }

    @Test
    void findsWhatIsNoSentence() throws Exception {
        for (String message :
                new String[] {" ", "not YAML: java.nio.charset.MalformedInputException: Input length = 1"}) {
            Outcome outcome = outcome(file -> {
                throw new DuressException(message);
            });

            assertThat(outcome.failed()).as(message).isTrue();
        }
    }

    @Test
    void findsWhatTakesTooMuchMemory() throws Exception {
        Outcome outcome = outcome(file -> {
            // What is dropped at once counts as well: the measure is an upper bound.
            for (int i = 0; i < 300; i++) {
                assertThat(new byte[1 << 20]).isNotNull();
            }
        });

        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.sentence()).startsWith("large, 30");
    }

    @Test
    void findsWhatComputesTooLong() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (Trials trials = new LocalTrials(
                target(file -> {
                    long end = threads.getCurrentThreadCpuTime() + 80_000_000;
                    while (threads.getCurrentThreadCpuTime() < end) {
                        Thread.onSpinWait();
                    }
                }),
                50)) {
            assertThat(trials.open(GOOD).sentence()).startsWith("slow, ");
        }
    }

    @Test
    void findsWhatEndsTheJvm() throws Exception {
        // A child looks its target up by name; one that is not there ends it.
        try (Trials trials = new ChildTrials(target(file -> {}))) {
            assertThat(trials.open(GOOD).sentence()).startsWith("ends the JVM, exit status 1");
        }
    }

    @Test
    void theSameNumberGivesTheSameMutant() throws Exception {
        FuzzTarget zips = Targets.named(List.of("duress")).get(0);
        Mutants one = new Mutants(zips, 7);
        Mutants other = new Mutants(zips, 7);

        for (int number = 0; number < 20; number++) {
            assertThat(one.mutant(number)).isEqualTo(other.mutant(number));
        }
        assertThat(one.mutant(0)).isNotEqualTo(new Mutants(zips, 8).mutant(0));
    }

    @Test
    void containersArePutTogetherAgain() throws Exception {
        for (FuzzTarget target : Targets.ALL) {
            byte[] seed = target.seeds().get().get(0);

            byte[] again = target.container().close(target.container().open(seed));

            try (Trials trials = target.alone() ? new ChildTrials(target) : new LocalTrials(target)) {
                Outcome outcome = trials.open(again);
                assertThat(outcome.kind())
                        .as(target + ": " + outcome.sentence())
                        .isEqualTo(Kind.ACCEPTED);
            }
        }
    }

    @Test
    void keepsWhatFailed() throws Exception {
        FuzzTarget target = target(file -> {
            throw new IllegalStateException("planted");
        });
        try (Trials trials = new LocalTrials(target)) {
            Tally tally = Tally.of(target, trials, 1, number -> number < 3, kept);

            assertThat(tally.mutants()).isEqualTo(3);
            assertThat(tally.failures()).hasSize(4).first().asString().startsWith("a seed is not accepted");
            assertThat(kept.resolve("planted-1-2.txt")).exists();
        }
    }
}
