package org.duress.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Opens many mutants for every parser, each parser in a JVM of its own, and prints a table: arguments are the number of
 * mutants in all, the seed, and the names of targets where not all are wanted.
 */
public final class Fuzz {
    private static final Path KEPT = Path.of("target", "fuzz");
    private static final int MOST_SHOWN = 20;

    private Fuzz() {}

    /** Ends with status 1 where anything failed. */
    public static void main(String... args) throws Exception {
        int all = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        List<String> names = Arrays.asList(args).subList(2, args.length);
        List<FuzzTarget> targets = names.isEmpty() ? Targets.ALL : Targets.named(names);
        int each = (all + targets.size() - 1) / targets.size();
        boolean failed = false;
        System.out.println(Tally.HEAD);
        for (FuzzTarget target : targets) {
            try (Trials trials = new ChildTrials(target)) {
                Tally tally = Tally.of(target, trials, seed, number -> number < each, KEPT);
                System.out.println(tally);
                tally.failures().stream().limit(MOST_SHOWN).forEach(failure -> System.out.println("  " + failure));
                failed |= !tally.failures().isEmpty();
            }
        }
        if (failed) {
            System.exit(1);
        }
    }
}
