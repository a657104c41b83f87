package org.duress.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duress.result.Verdict;

/**
 * Puts all planted models before the gate, with five seeds each, two at a time, and counts what it says. Writes the
 * tables into a Markdown file, between the lines {@value #BEGIN} and {@value #END} where it has them, and each run's
 * line to standard output as it ends.
 *
 * <p>{@code mvn -q -pl src/duress-studies exec:java -Dexec.skip=false
 * -Dexec.mainClass=org.duress.studies.VerdictStudy -Dexec.args="docs/verdict-study.md"}; a second argument is another
 * number of seeds, a third a part of the names of the models that are judged.
 */
public final class VerdictStudy {
    static final String BEGIN = "<!-- tables: begin -->";
    static final String END = "<!-- tables: end -->";
    private static final int SEEDS = 5;
    private static final int AT_A_TIME = 2;

    private VerdictStudy() {}

    /** Takes the Markdown file, the number of seeds, and a part of names. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : SEEDS;
        List<Entry> entries = Entry.all().stream()
                .filter(entry -> args.length < 3 || entry.name().contains(args[2]))
                .toList();
        long begin = System.nanoTime();
        List<Run> runs = runs(entries, seeds);
        String tables = StudyTables.of(runs)
                + String.format(
                        Locale.ROOT,
                        "%n%d models, %d seeds, %d runs; %.0f s, %d at a time.%n",
                        entries.size(),
                        seeds,
                        runs.size(),
                        1e-9 * (System.nanoTime() - begin),
                        AT_A_TIME);
        write(Path.of(args[0]), tables);
        System.out.println(tables);
    }

    /** In the order of the entries, whichever ended first. */
    private static List<Run> runs(List<Entry> entries, int seeds)
            throws IOException, InterruptedException, ExecutionException {
        Path store = Files.createTempDirectory("verdict-study");
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<Run>> asked = new ArrayList<>();
            for (Entry entry : entries) {
                for (long seed = 1; seed <= seeds; seed++) {
                    long one = seed;
                    asked.add(threads.submit(() -> {
                        Run run = entry.run(one, store);
                        print(run);
                        return run;
                    }));
                }
            }
            List<Run> runs = new ArrayList<>();
            for (Future<Run> run : asked) {
                runs.add(run.get());
            }
            return runs;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void print(Run run) {
        Judged judged = run.judged();
        System.out.printf(
                Locale.ROOT,
                "seed %d  %-70s %-12s %s fall %.2f, %.1f s %s %s%n",
                run.seed(),
                run.name(),
                judged.verdict(),
                run.wrong(),
                judged.drop(),
                run.seconds(),
                judged.why(),
                run.is(Verdict.INCONCLUSIVE) ? judged.reasons() : "");
    }

    private static void write(Path file, String tables) throws IOException {
        String old = Files.exists(file) ? Files.readString(file) : "";
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        String text = begin < 0 || end < begin
                ? tables
                : old.substring(0, begin + BEGIN.length()) + "\n\n" + tables + "\n" + old.substring(end);
        Files.writeString(file, text);
    }
}
