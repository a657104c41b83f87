package org.duress.studies;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.duress.result.Verdict;

/** The tables of the verdict study, in Markdown. */
final class StudyTables {
    private StudyTables() {}

    static String of(List<Run> runs) {
        return rates(runs) + "\n" + sorts(runs) + "\n" + models(runs) + "\n" + passed(runs);
    }

    private static String rates(List<Run> runs) {
        StringBuilder out = new StringBuilder("""
                | panel | false PASS, % | false FAIL, % | INCONCLUSIVE where it is clear, % | needles passed, % |
                |---|---|---|---|---|
                """);
        grouped(runs, run -> run.sort().panel()).forEach((panel, of) -> out.append(rates(panel, of)));
        return out.append(rates("**all**", runs)).toString();
    }

    private static String rates(String name, List<Run> runs) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s |%n",
                name,
                rate(runs, run -> run.sort().verdicts().falsePass(), Run::falsePass),
                rate(runs, run -> run.sort().verdicts().falseFail(), Run::falseFail),
                rate(runs, run -> run.sort().verdicts().clear(), run -> run.is(Verdict.INCONCLUSIVE)),
                rate(runs, run -> run.sort().verdicts().needle(), Run::passedNeedle));
    }

    private static Rate rate(List<Run> runs, Predicate<Run> among, Predicate<Run> happened) {
        return new Rate(
                runs.stream().filter(among).filter(happened).count(),
                runs.stream().filter(among).count());
    }

    private static String sorts(List<Run> runs) {
        StringBuilder out = new StringBuilder("""
                | panel | family | truth | runs | PASS | FAIL | INCONCLUSIVE | refused | false PASS | false FAIL |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        grouped(runs, Run::sort)
                .forEach((sort, of) -> out.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %d | %d | %d | %d | %d | %d | %d |%n",
                        sort.panel(),
                        sort.family(),
                        sort.truth(),
                        of.size(),
                        count(of, run -> run.is(Verdict.PASS)),
                        count(of, run -> run.is(Verdict.FAIL)),
                        count(of, run -> run.is(Verdict.INCONCLUSIVE)),
                        count(of, run -> run.judged().refused()),
                        count(of, Run::falsePass),
                        count(of, Run::falseFail))));
        return out.toString();
    }

    private static String models(List<Run> runs) {
        Map<String, List<Run>> byModel = grouped(runs, Run::name);
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
                    count(of, run -> run.is(Verdict.PASS)),
                    count(of, run -> run.is(Verdict.FAIL)),
                    count(of, run -> run.is(Verdict.INCONCLUSIVE)),
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

    /** Which models that something breaks were passed, and how often. */
    private static String passed(List<Run> runs) {
        StringBuilder out = new StringBuilder("Passed though something within the budget breaks them:\n\n");
        grouped(runs, Run::name).forEach((name, of) -> {
            long times = count(of, run -> run.falsePass() || run.passedNeedle());
            if (times > 0) {
                out.append(String.format(
                        Locale.ROOT,
                        "- %s: %d of %d%s%n",
                        name,
                        times,
                        of.size(),
                        of.get(0).sort().verdicts().needle() ? " (needle)" : ""));
            }
        });
        return out.toString().endsWith(":\n\n") ? out + "- none\n" : out.toString();
    }

    private static long count(List<Run> runs, Predicate<Run> which) {
        return runs.stream().filter(which).count();
    }

    private static <K> Map<K, List<Run>> grouped(List<Run> runs, Function<Run, K> by) {
        return runs.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }
}
