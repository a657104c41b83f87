package org.duress.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duress.data.Cohort;
import org.duress.result.Verdict;
import org.duress.spec.BudgetSpec;
import org.duress.spec.GradientSettings;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.Planted;
import org.duress.testkit.planted.PlantedModels;
import org.duress.testkit.planted.PlantedSpec;
import org.duress.testkit.planted.TextureCohort;

/**
 * Puts all planted models before the gate, with five seeds each, and counts what it says. Writes the tables into a
 * Markdown file, between the lines {@value #BEGIN} and {@value #END} where it has them.
 *
 * <p>{@code mvn -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=org.duress.studies.VerdictStudy
 * -Dexec.args="docs/verdict-study.md"}; a second argument is another number of seeds.
 */
public final class VerdictStudy {
    static final String BEGIN = "<!-- tables: begin -->";
    static final String END = "<!-- tables: end -->";
    private static final int SEEDS = 5;

    private record Run(Planted planted, long seed, Judged judged, double seconds) {
        boolean falsePass() {
            return judged.verdict() == Verdict.PASS && !planted.kind().allows(Verdict.PASS);
        }

        boolean falseFail() {
            return judged.verdict() == Verdict.FAIL && !planted.kind().allows(Verdict.FAIL);
        }
    }

    private VerdictStudy() {}

    /** Takes the Markdown file, and the number of seeds. */
    public static void main(String[] args) throws IOException {
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : SEEDS;
        Path store = Files.createTempDirectory("verdict-study");
        List<Run> runs = new ArrayList<>();
        long begin = System.nanoTime();
        for (long seed = 1; seed <= seeds; seed++) {
            Cohort cohort = TextureCohort.of(seed);
            RobustnessSpec spec = PlantedSpec.of("study", seed, GradientSettings.defaults());
            for (Planted planted : new PlantedModels(cohort, BudgetSpec.defaults(), seed).all()) {
                long start = System.nanoTime();
                Judged judged = Judged.of(planted, spec, cohort, store);
                Run run = new Run(planted, seed, judged, 1e-9 * (System.nanoTime() - start));
                runs.add(run);
                System.out.printf(
                        Locale.ROOT,
                        "seed %d  %-60s %-12s %s fall %.2f, %.1f s %s %s%n",
                        seed,
                        planted.name(),
                        judged.verdict(),
                        run.falsePass() ? "FALSE PASS" : run.falseFail() ? "FALSE FAIL" : "",
                        judged.drop(),
                        run.seconds(),
                        judged.why(),
                        judged.refused() ? judged.reasons() : "");
            }
        }
        String tables = kinds(runs) + "\n" + models(runs)
                + String.format(
                        Locale.ROOT,
                        "%n%d models, %d seeds, %d runs; %.0f s.%n",
                        runs.size() / seeds,
                        seeds,
                        runs.size(),
                        1e-9 * (System.nanoTime() - begin));
        write(Path.of(args[0]), tables);
        System.out.println(tables);
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

    private static String kinds(List<Run> runs) {
        Map<Planted.Kind, List<Run>> byKind = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> run.planted().kind(), () -> new EnumMap<>(Planted.Kind.class), Collectors.toList()));
        StringBuilder out = new StringBuilder("""
                | kind | runs | PASS | FAIL | INCONCLUSIVE | of these refused | false passes | false fails |
                |---|---|---|---|---|---|---|---|
                """);
        byKind.forEach((kind, of) ->
                out.append(row(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), of)));
        return out.append(row("**all**", runs)).toString();
    }

    private static String row(String name, List<Run> runs) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d |%n",
                name,
                runs.size(),
                count(runs, Verdict.PASS),
                count(runs, Verdict.FAIL),
                count(runs, Verdict.INCONCLUSIVE),
                runs.stream().filter(run -> run.judged().refused()).count(),
                runs.stream().filter(Run::falsePass).count(),
                runs.stream().filter(Run::falseFail).count());
    }

    private static long count(List<Run> runs, Verdict verdict) {
        return runs.stream().filter(run -> run.judged().verdict() == verdict).count();
    }

    private static String models(List<Run> runs) {
        Map<String, List<Run>> byModel = runs.stream()
                .collect(Collectors.groupingBy(run -> run.planted().name(), LinkedHashMap::new, Collectors.toList()));
        StringBuilder out = new StringBuilder("""
                | model | PASS | FAIL | INCONCLUSIVE | mean largest fall |
                |---|---|---|---|---|
                """);
        byModel.forEach((name, of) -> {
            double fall = of.stream()
                    .mapToDouble(run -> run.judged().drop())
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %s |%n",
                    name,
                    count(of, Verdict.PASS),
                    count(of, Verdict.FAIL),
                    count(of, Verdict.INCONCLUSIVE),
                    Double.isNaN(fall) ? "-" : String.format(Locale.ROOT, "%.2f", fall)));
        });
        return out.append("\nChecks that did not hold, and in how many runs:\n\n")
                .append(checks(byModel))
                .toString();
    }

    private static String checks(Map<String, List<Run>> byModel) {
        StringBuilder out = new StringBuilder();
        byModel.forEach((name, of) -> {
            Map<String, Integer> why = new TreeMap<>();
            for (Run run : of) {
                if (run.judged().refused()) {
                    why.merge("refused", 1, Integer::sum);
                }
                run.judged().failedChecks().forEach(check -> why.merge(check, 1, Integer::sum));
            }
            if (!why.isEmpty()) {
                out.append(String.format(
                        "- %s:%n  %s%n",
                        name,
                        why.entrySet().stream()
                                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                                .collect(Collectors.joining(", "))));
            }
        });
        return out.toString();
    }
}
