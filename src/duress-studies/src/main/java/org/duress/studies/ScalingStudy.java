package org.duress.studies;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.result.GateOutcome;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.Contender;
import org.duress.spec.Expectation;
import org.duress.spec.GateSpec;
import org.duress.spec.GradientSettings;
import org.duress.spec.ModelSpec;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.key.Values;

/**
 * Time and memory of a gate against the size of its images, their number, organs and contenders: each gate in a JVM of
 * its own, on a model and a cohort that are made up ({@link LevelsModel}, {@link DiscCohort}), so that what is measured
 * is the gate's. Prints a table in Markdown, row by row.
 *
 * <p>{@code mvn -q -pl src/duress-studies exec:java -Dexec.skip=false -Dexec.mainClass=org.duress.studies.ScalingStudy
 * -Dexec.args="512m"}: the heap, and then rows of {@code SIZE,SLICES,ORGANS,CONTENDER...}, or none for all of {@link
 * #ROWS}.
 */
public final class ScalingStudy {
    static final List<String> ROWS = List.of(
            "64,10,4,random",
            "64,100,4,random",
            "64,1000,4,random",
            "64,10000,4,random",
            "128,1000,4,random",
            "256,100,4,random",
            "512,20,4,random",
            "64,100,1,random",
            "64,100,10,random",
            "64,100,30,random",
            "64,100,4,gradient",
            "64,100,4,bumps",
            "64,100,4,query",
            "64,100,4,gradient,bumps,query,universal");

    private static final int BATCH = 4;
    private static final int LOOKS = 16;
    private static final Path STATUS = Path.of("/proc/self/status");

    private ScalingStudy() {}

    /** Takes the heap and rows; or {@code row} and one of them, which is then measured in this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("row")) {
            System.out.println(measured(args[1]));
            return;
        }
        System.out.println("| image | slices | organs | contenders | time [s] | heap [MB] | VmHWM [MB] | verdict |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String row : args.length > 1 ? Arrays.asList(args).subList(1, args.length) : ROWS) {
            System.out.println(inItsOwnJvm(args[0], row));
        }
    }

    /** One row of the table. */
    static String inItsOwnJvm(String heap, String row) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:MaxNewSize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScalingStudy.class.getName(),
                        "row",
                        row))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? said.substring(said.lastIndexOf('\n') + 1) : "| " + row + " failed |";
    }

    private static String measured(String row) throws IOException {
        String[] cells = row.split(",");
        DiscCohort discs = new DiscCohort(number(cells[0]), number(cells[1]), number(cells[2]));
        Set<Contender> contenders = EnumSet.noneOf(Contender.class);
        for (int i = 3; i < cells.length; i++) {
            contenders.add(Contender.valueOf(cells[i].toUpperCase(Locale.ROOT)));
        }
        Path folder = Files.createTempDirectory("duress-scaling");
        try {
            Looks looks = new Looks();
            long begin = System.nanoTime();
            GateOutcome outcome = new RobustnessGate(folder.resolve("store"), folder.resolve("kept"), Search.FULL)
                    .run(spec(discs, contenders), new LevelsModel(discs.names()), discs.cohort(), looks);
            return String.format(
                    Locale.ROOT,
                    "| %d x %d | %d | %d | %s | %.0f | %.0f | %s | %s |",
                    discs.size(),
                    discs.size(),
                    discs.slices(),
                    discs.organs(),
                    contenders.stream()
                            .map(one -> one.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")),
                    1e-9 * (System.nanoTime() - begin),
                    1e-6 * looks.most,
                    resident(),
                    outcome.result().verdict());
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static RobustnessSpec spec(DiscCohort discs, Set<Contender> contenders) {
        List<String> names = discs.names();
        return new RobustnessSpec(
                "scaling",
                new ModelSpec("duress", Path.of("none")),
                CohortSpec.of(CohortFormat.GIVEN, new Named(List.of(DiscCohort.ATTACKER)))
                        .with(
                                CohortSpec.ORGANS,
                                IntStream.range(0, names.size())
                                        .boxed()
                                        .collect(Collectors.toMap(names::get, k -> List.of(k + 1))))
                        .with(CohortSpec.GATE_SUBJECTS, new Named(discs.gate())),
                AttackSpec.of(Values.DEFAULTS)
                        .with(contenders)
                        .with(AttackSpec.BATCH, BATCH)
                        .with(AttackSpec.SAMPLES, 1)
                        .with(AttackSpec.BUMPS, 16)
                        .with(GradientSettings.RESTARTS, 1)
                        .with(GradientSettings.STEPS, 2),
                BudgetSpec.defaults(),
                RealismSpec.defaults(),
                GateSpec.of(Values.DEFAULTS),
                Expectation.PASS);
    }

    /** The largest memory that the process has had, where the system tells it. */
    private static String resident() throws IOException {
        if (!Files.exists(STATUS)) {
            return "-";
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            Optional<String> most =
                    lines.filter(line -> line.startsWith("VmHWM")).findFirst();
            return most.map(line ->
                            String.format(Locale.ROOT, "%.0f", 1e-3 * Long.parseLong(line.replaceAll("[^0-9]", ""))))
                    .orElse("-");
        }
    }

    /** Looks at the heap now and then, right after what is garbage was collected. */
    private static final class Looks implements GateListener {
        private long most;

        private void look() {
            System.gc();
            most = Math.max(
                    most,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        @Override
        public void begin(Stage stage) {
            look();
        }

        @Override
        public void end(Stage stage, String summary) {
            look();
        }

        @Override
        public void step(String phase, int done, int total, String detail) {
            if (done % Math.max(1, total / LOOKS) == 0) {
                look();
            }
        }
    }
}
