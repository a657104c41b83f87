package org.duress.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What became of the mutants of one target.
 *
 * @param failures one line a mutant: its number, what was wrong, its file
 */
record Tally(
        String target,
        int mutants,
        int accepted,
        int refused,
        long slowestMillis,
        long mostBytes,
        List<String> failures) {
    private static final int MOST_SHOWN = 500;

    static final String HEAD = String.format(
            Locale.ROOT,
            "%-18s %8s %9s %8s %11s %8s %9s",
            "target",
            "mutants",
            "accepted",
            "refused",
            "slowest ms",
            "most MB",
            "failures");

    /**
     * Opens the seeds, which must be accepted, and then mutants.
     *
     * @param goOn asked before each mutant, by its number
     * @param kept folder for mutants that failed; made when needed
     */
    static Tally of(FuzzTarget target, Trials trials, long seed, IntPredicate goOn, Path kept) throws Exception {
        Mutants mutants = new Mutants(target, seed);
        List<String> failures = new ArrayList<>();
        for (byte[] good : mutants.seeds()) {
            Outcome outcome = trials.open(good);
            if (outcome.kind() != Outcome.Kind.ACCEPTED) {
                failures.add("a seed is not accepted: " + shown(outcome.sentence()));
            }
        }
        Map<Outcome.Kind, Integer> counts = new EnumMap<>(Outcome.Kind.class);
        long slowest = 0;
        long most = 0;
        int number = 0;
        for (; goOn.test(number); number++) {
            byte[] mutant = mutants.mutant(number);
            Outcome outcome = trials.open(mutant);
            counts.merge(outcome.kind(), 1, Integer::sum);
            slowest = Math.max(slowest, outcome.cpuMillis());
            most = Math.max(most, outcome.bytes() - mutant.length);
            if (outcome.failed()) {
                Files.createDirectories(kept);
                Path file = kept.resolve(target.name() + "-" + seed + "-" + number + target.suffix());
                Files.write(file, mutant);
                failures.add("mutant " + number + " (" + file + ") " + shown(outcome.sentence()));
            }
        }
        return new Tally(
                target.name(),
                number,
                counts.getOrDefault(Outcome.Kind.ACCEPTED, 0),
                counts.getOrDefault(Outcome.Kind.REFUSED, 0),
                slowest,
                most,
                List.copyOf(failures));
    }

    private static String shown(String sentence) {
        String line = sentence.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }

    /** A line below {@link #HEAD}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-18s %8d %9d %8d %11d %8d %9d",
                target,
                mutants,
                accepted,
                refused,
                slowestMillis,
                mostBytes >> 20,
                failures.size());
    }
}
