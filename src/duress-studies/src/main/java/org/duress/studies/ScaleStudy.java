package org.duress.studies;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.RobustnessGate;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.CohortSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.Shard;
import org.duress.spec.read.SpecFiles;

/**
 * How long a gate takes on more slices and machines than there are here: measures two sizes of a cohort, each run in a
 * JVM of its own, holds {@link ScaleModel} against a third size and against shards, and prints what it says of cohorts
 * and clusters, in Markdown.
 *
 * <p>{@code mvn -q -pl src/duress-studies exec:java -Dexec.skip=false -Dexec.mainClass=org.duress.studies.ScaleStudy
 * -Dexec.args="docs/studies/scale.yaml 6 14 24"}: a spec of phantoms and how many subjects it has, three times.
 */
public final class ScaleStudy {
    private static final String HERE = "here";
    private static final String MERGE = "merge";
    private static final String WHOLE = "whole";
    private static final int SHARDS = 2;
    /** Of the machine that measures. */
    private static final int CORES = 2;
    /** In dollars: what clouds ask for a core and an hour, roughly. */
    private static final double PRICE = 0.04;

    private static final List<Integer> SLICES = List.of(100, 10_000, 1_000_000);
    private static final List<Integer> MACHINES = List.of(1, 4, 16, 64, 256);

    private ScaleStudy() {}

    /** Takes what the class says; or {@code here}, and what is then run in this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals(HERE)) {
            System.out.println(run(args[1], Integer.parseInt(args[2]), args[3], Path.of(args[4]))
                    .line());
            return;
        }
        Path folder = Files.createTempDirectory("duress-scale");
        try {
            study(args[0], Arrays.asList(args).subList(1, 4), folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void study(String spec, List<String> subjects, Path folder)
            throws IOException, InterruptedException {
        List<ScaleModel.Size> sizes = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            Path own = folder.resolve("size" + k);
            sizes.add(new ScaleModel.Size(
                    inItsOwnJvm(spec, subjects.get(k), WHOLE, own),
                    inItsOwnJvm(spec, subjects.get(k), "1/1", own),
                    inItsOwnJvm(spec, subjects.get(k), MERGE, own)));
        }
        // Merging looks at all shards of a folder.
        Path most = folder.resolve("most");
        ScaleRun third = inItsOwnJvm(spec, subjects.get(2), WHOLE, most);
        List<ScaleRun> shards = new ArrayList<>();
        for (int k = 1; k <= SHARDS; k++) {
            shards.add(inItsOwnJvm(spec, subjects.get(2), k + "/" + SHARDS, most));
        }
        ScaleRun merged = inItsOwnJvm(spec, subjects.get(2), MERGE, most);
        ScaleModel model = ScaleModel.of(sizes.get(0), sizes.get(1));
        System.out.print(measured(List.of(
                sizes.get(0).whole(),
                sizes.get(1).whole(),
                third,
                sizes.get(0).merged(),
                sizes.get(1).merged(),
                merged)));
        System.out.printf(Locale.ROOT, "%nA slice in a shard: %.0f kB.%n%n", 1e-3 * model.bytes());
        System.out.print(compared(model, third, shards, merged));
        System.out.print(foretold(model));
    }

    private static String measured(List<ScaleRun> runs) {
        StringBuilder table = new StringBuilder("| seconds, of slices |");
        for (int k = 0; k < runs.size(); k++) {
            table.append(k < runs.size() / 2 ? " " : " merged: ")
                    .append(runs.get(k).slices())
                    .append(" |");
        }
        table.append("\n|---|").append("---|".repeat(runs.size())).append('\n');
        for (ScalePart part : ScalePart.values()) {
            line(table, part.words(), runs, run -> run.seconds(part));
        }
        line(table, "all", runs, ScaleRun::total);
        return table.toString();
    }

    private static void line(
            StringBuilder table, String name, List<ScaleRun> runs, ToDoubleFunction<ScaleRun> seconds) {
        table.append("| ").append(name).append(" |");
        runs.forEach(run -> table.append(String.format(Locale.ROOT, " %.1f |", seconds.applyAsDouble(run))));
        table.append('\n');
    }

    private static String compared(ScaleModel model, ScaleRun third, List<ScaleRun> shards, ScaleRun merged) {
        StringBuilder table = new StringBuilder("| run | predicted [s] | measured [s] | ratio |\n|---|---|---|---|\n");
        compare(table, third.slices() + " slices on one machine", model.alone(third.slices()), third.total());
        for (int k = 0; k < shards.size(); k++) {
            compare(
                    table,
                    "shard " + (k + 1) + " of " + shards.size(),
                    model.shard(third.slices(), shards.size()),
                    shards.get(k).total());
        }
        compare(table, "merging them", model.merge(third.slices()), merged.total());
        return table.append('\n').toString();
    }

    private static void compare(StringBuilder table, String what, double predicted, double measured) {
        table.append(String.format(
                Locale.ROOT, "| %s | %.1f | %.1f | %.2f |%n", what, predicted, measured, predicted / measured));
    }

    private static String foretold(ScaleModel model) {
        StringBuilder table =
                new StringBuilder("| slices | cores | shards [h] | cluster [h] | cost of the cluster [$] |"
                        + " a cluster waits for |\n|---|---|---|---|---|---|\n");
        for (int slices : SLICES) {
            for (int machines : MACHINES) {
                double cluster = model.cluster(slices, machines);
                table.append(String.format(
                        Locale.ROOT,
                        "| %,d | %d | %.3f | %.3f | %.2f | %s |%n",
                        slices,
                        CORES * machines,
                        model.shards(slices, machines) / 3600,
                        cluster / 3600,
                        cluster / 3600 * CORES * machines * PRICE,
                        model.bound(slices, machines)));
            }
        }
        return table.toString();
    }

    /** What is left of a JVM's time is its start. */
    private static ScaleRun inItsOwnJvm(String spec, String subjects, String what, Path folder)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScaleStudy.class.getName(),
                        HERE,
                        spec,
                        subjects,
                        what,
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("'" + what + "' of " + subjects + " subjects failed: " + said);
        }
        double all = 1e-9 * (System.nanoTime() - begin);
        ScaleRun run = ScaleRun.parse(said.substring(said.lastIndexOf('\n') + 1));
        System.err.printf(Locale.ROOT, "%s of %s subjects: %.1f s%n", what, subjects, all);
        return run.with(ScalePart.START, all - run.total());
    }

    private static ScaleRun run(String file, int subjects, String what, Path folder) throws IOException {
        ScaleClock clock = new ScaleClock();
        RobustnessSpec spec = SpecFiles.read(Path.of(file));
        Understood understood =
                Models.understood(spec.with(spec.cohort().with(CohortSpec.Phantoms.SUBJECTS, subjects)));
        RobustnessGate gate =
                new RobustnessGate(folder.resolve("store"), folder.resolve("counterexamples"), Search.FIRST);
        Path shards = folder.resolve("shards");
        long bytes = 0;
        Cohort cohort = understood.cohort();
        int slices = Cohorts.split(cohort, understood.spec().cohort()).gate().stream()
                .mapToInt(subject -> subject.slices().size())
                .sum();
        try (SegmentationModel model = understood.open()) {
            switch (what) {
                case WHOLE -> gate.run(understood.spec(), model, cohort, clock);
                case MERGE -> gate.merge(List.of(shards), understood.spec(), model, cohort, clock);
                default ->
                    bytes = Files.size(gate.shard(Shard.parse(what), shards, understood.spec(), model, cohort, clock)
                            .file());
            }
        }
        return new ScaleRun(slices, clock.seconds(), bytes);
    }
}
