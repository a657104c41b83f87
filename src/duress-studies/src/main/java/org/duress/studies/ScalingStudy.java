package org.duress.studies;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.duress.result.GateOutcome;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
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
 * its own, on a cohort that is made up ({@link DiscCohort}) and a model that takes no memory ({@link LevelsModel}), so
 * that what is measured is the gate's; and last a real U-Net with every default contender on large images. Prints a
 * table in Markdown, row by row, and draws it ({@link ScalingPlot}).
 *
 * <p>{@code mvn -q -pl src/duress-studies exec:java -Dexec.skip=false -Dexec.mainClass=org.duress.studies.ScalingStudy
 * -Dexec.args="docs/images/scaling.svg"}: the picture, {@code -} for none, then words of {@link ScalingGroup}, none for
 * all of them; or {@code row}, a heap and rows of {@code SIZE,SLICES,ORGANS[,unet],CONTENDER...}.
 */
public final class ScalingStudy {
    private static final int BATCH = 4;
    private static final int LOOKS = 16;
    private static final int BASE = 16;
    private static final int LEVELS = 4;
    private static final Path STATUS = Path.of("/proc/self/status");

    private ScalingStudy() {}

    /** Takes what the class says; or {@code here} and a row, which is then measured in this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = Arrays.asList(args);
        if (words.get(0).equals("here")) {
            System.out.println(measured(ScalingRow.of(words.get(1))).line());
            return;
        }
        System.out.print(ScalingResult.HEAD);
        if (words.get(0).equals("row")) {
            for (String row : words.subList(2, words.size())) {
                System.out.println(inItsOwnJvm(words.get(1), ScalingRow.of(row)).cells());
            }
            return;
        }
        Map<ScalingGroup, List<ScalingResult>> groups = new EnumMap<>(ScalingGroup.class);
        Map<String, ScalingResult> known = new HashMap<>();
        for (ScalingGroup group : ScalingGroup.values()) {
            if (words.size() == 1 || words.contains(group.word())) {
                groups.put(group, measured(group, known));
            }
        }
        if (!words.get(0).equals("-")) {
            Files.writeString(Path.of(words.get(0)), ScalingPlot.of(groups));
        }
    }

    /**
     * Measures a group, and prints it.
     *
     * @param known what was measured before, by heap and row
     */
    private static List<ScalingResult> measured(ScalingGroup group, Map<String, ScalingResult> known)
            throws IOException, InterruptedException {
        List<ScalingResult> results = new ArrayList<>();
        for (ScalingRow row : group.rows()) {
            ScalingResult before = known.get(group.heap() + row);
            ScalingResult result = before == null ? inItsOwnJvm(group.heap(), row) : before;
            if (known.put(group.heap() + row, result) == null) {
                System.out.println(result.cells());
            }
            results.add(result);
        }
        return results;
    }

    /** One row of the table. */
    static ScalingResult inItsOwnJvm(String heap, ScalingRow row) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:MaxNewSize=64m",
                        // What is trained takes more beside the heap than a small one lets it by default.
                        "-Dorg.bytedeco.javacpp.maxbytes=6g",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScalingStudy.class.getName(),
                        "here",
                        row.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("row " + row + " failed: " + said);
        }
        return ScalingResult.of(row, said.substring(said.lastIndexOf('\n') + 1));
    }

    private static ScalingResult measured(ScalingRow row) throws IOException {
        Path folder = Files.createTempDirectory("duress-scaling");
        try (SegmentationModel model = model(row)) {
            Looks looks = new Looks();
            long begin = System.nanoTime();
            GateOutcome outcome = new RobustnessGate(folder.resolve("store"), folder.resolve("kept"), Search.FULL)
                    .run(spec(row), model, row.discs().cohort(), looks);
            return new ScalingResult(
                    row,
                    1e-9 * (System.nanoTime() - begin),
                    looks.most,
                    resident(),
                    outcome.result().verdict().name());
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static SegmentationModel model(ScalingRow row) {
        List<String> names = row.discs().names();
        return row.network()
                ? new NetworkModel(
                        Network.initialised(UNet.graph(BASE, LEVELS, names.size() + 1), 5), names, "scaling")
                : new LevelsModel(names);
    }

    private static RobustnessSpec spec(ScalingRow row) {
        DiscCohort discs = row.discs();
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
                        .with(row.contenders())
                        .with(AttackSpec.BATCH, BATCH)
                        .with(AttackSpec.SAMPLES, 1)
                        .with(AttackSpec.STEPS, 4)
                        .with(AttackSpec.REFINE, 2)
                        .with(AttackSpec.BUMPS, 16)
                        .with(AttackSpec.QUERIES, 64)
                        .with(GradientSettings.RESTARTS, 1)
                        .with(GradientSettings.STEPS, 2),
                BudgetSpec.defaults(),
                RealismSpec.defaults(),
                GateSpec.of(Values.DEFAULTS),
                Expectation.PASS);
    }

    /** The largest memory that the process has had, in bytes; not a number where the system does not tell it. */
    private static double resident() throws IOException {
        if (!Files.exists(STATUS)) {
            return Double.NaN;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(Double.NaN);
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
