package org.duress.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.IntensityScale;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;
import org.duress.model.SegmentationModel;
import org.duress.model.preprocess.Preprocessing;
import org.duress.report.Reporter;
import org.duress.result.GateOutcome;
import org.duress.spec.AnswerSpace;
import org.duress.spec.AttackSpec;
import org.duress.spec.BudgetSpec;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.Contender;
import org.duress.spec.Expectation;
import org.duress.spec.GateSpec;
import org.duress.spec.GradientSettings;
import org.duress.spec.ImageSize;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.RealismSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.TilesSpec;
import org.duress.spec.TilesSpec.Blend;
import org.duress.spec.TilesSpec.Rules;
import org.duress.spec.key.Values;

/**
 * How much memory a whole gate takes of one volume, in a JVM of its own whose heap says what it may take: {@code PLANES
 * ROWS COLUMNS TILE MAX_DROP CONTENDER...}. The volume is one bright ball in noise, and the network, behind a sliding
 * window, takes no memory but for its answer. A small fall that is allowed makes the gate fail, keep and shrink a
 * counterexample; a large one makes it plant canaries. Prints each step with the largest memory so far.
 */
final class GatedVolume {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Map<String, List<Integer>> ORGANS = Map.of("ball", List.of(1));

    private GatedVolume() {}

    public static void main(String[] args) throws IOException {
        Grid grid = Grid.of(number(args[0]), number(args[1]), number(args[2])).spaced(1.5, 0.8, 0.8);
        int tile = number(args[3]);
        Set<Contender> contenders = EnumSet.noneOf(Contender.class);
        for (int i = 5; i < args.length; i++) {
            contenders.add(Contender.valueOf(args[i].toUpperCase(Locale.ROOT)));
        }
        RobustnessSpec spec = spec(grid, tile, Double.parseDouble(args[4]), contenders);
        Cohort cohort = new Cohort(
                List.of(new Organ("ball", Set.of(1))),
                List.of(
                        subject("small", Grid.of(tile, tile, tile).spaced(1.5, 0.8, 0.8), 1),
                        subject("large", grid, 2)));
        Path folder = Files.createTempDirectory("duress-memory");
        try (SegmentationModel model = Preprocessing.before(new Bright(), spec.model())) {
            GateOutcome outcome = new RobustnessGate(folder.resolve("store"), folder.resolve("kept"), Search.FULL)
                    .run(spec, model, cohort, new Said());
            say(outcome.result().verdict() + " "
                    + outcome.result().evidence().organs().get(0).dice());
            say(outcome.counterexamples().size() + " counterexamples");
            for (Reporter reporter : ServiceLoader.load(Reporter.class)) {
                reporter.report(outcome, folder.resolve("reports"));
                say(reporter.getClass().getSimpleName());
            }
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

    private static RobustnessSpec spec(Grid grid, int tile, double drop, Set<Contender> contenders) {
        CohortSpec cohort = CohortSpec.of(CohortFormat.PHANTOM, new Named(List.of("small")))
                .with(CohortSpec.ORGANS, ORGANS)
                .with(CohortSpec.DIMENSIONS, grid.rank())
                .with(CohortSpec.SIZE, Optional.of(new ImageSize(grid.sizes())))
                .with(CohortSpec.GATE_SUBJECTS, new Named(List.of("large")));
        AttackSpec attack = AttackSpec.of(Values.DEFAULTS)
                .with(contenders)
                .with(AttackSpec.SAMPLES, 1)
                .with(AttackSpec.STEPS, 20)
                .with(AttackSpec.REFINE, 2)
                .with(AttackSpec.BUMPS, 16)
                .with(GradientSettings.RESTARTS, 1)
                .with(GradientSettings.STEPS, 2)
                .with(AttackSpec.QUERIES, 32);
        ModelSpec model = new ModelSpec("duress", Path.of("none"))
                .preprocessed(
                        List.of(new Orientation("RAS")),
                        Optional.of(new TilesSpec(
                                new ImageSize(List.of(tile, tile, tile)),
                                0.25,
                                Blend.GAUSSIAN,
                                Rules.MONAI,
                                AnswerSpace.LOGITS)),
                        List.of());
        return new RobustnessSpec(
                "memory",
                model,
                cohort,
                attack,
                new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5),
                new RealismSpec(0.5, OptionalDouble.empty(), OptionalDouble.empty()),
                GateSpec.of(Values.DEFAULTS.with(GateSpec.MAX_DICE_DROP, drop)),
                Expectation.PASS);
    }

    /** A ball in the middle, two standard deviations brighter than the noise around it. */
    private static Subject subject(String id, Grid grid, long seed) {
        Random random = new Random(seed);
        float[] image = new float[grid.voxels()];
        byte[] classes = new byte[image.length];
        for (int z = 0, p = 0; z < grid.planes(); z++) {
            for (int y = 0; y < grid.rows(); y++) {
                for (int x = 0; x < grid.columns(); x++, p++) {
                    double distance = Math.hypot(
                            Math.hypot(2.0 * z / grid.planes() - 1, 2.0 * y / grid.rows() - 1),
                            2.0 * x / grid.columns() - 1);
                    classes[p] = (byte) (distance < 0.4 ? 1 : 0);
                    image[p] = (float) (2 * classes[p] + 0.3 * random.nextGaussian());
                }
            }
        }
        Slice volume = new Slice(id, grid, image, classes, List.of(IntensityScale.NONE));
        return new Subject(id, List.of(volume));
    }

    /** Bright points belong to the organ: a network of no memory. */
    private static final class Bright implements MadeUpModel, DifferentiableModel {
        private static final double STEEP = 4;

        @Override
        public List<String> organs() {
            return List.of("ball");
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public String fingerprint() {
            return "bright";
        }

        @Override
        public float[] probabilities(ImageBatch images) {
            float[] pixels = images.pixels();
            float[] answer = new float[2 * pixels.length];
            for (int p = 0; p < pixels.length; p++) {
                answer[2 * p + 1] = (float) (1 / (1 + Math.exp(-STEEP * (pixels[p] - 1))));
                answer[2 * p] = 1 - answer[2 * p + 1];
            }
            return answer;
        }

        @Override
        public Forward forward(ImageBatch images) {
            float[] answer = probabilities(images);
            return new Forward() {
                @Override
                public float[] probabilities() {
                    return answer;
                }

                @Override
                public float[] inputGradient(float[] gradient) {
                    float[] pulled = new float[answer.length / 2];
                    for (int p = 0; p < pulled.length; p++) {
                        pulled[p] = (float) (STEEP * answer[2 * p] * answer[2 * p + 1])
                                * (gradient[2 * p + 1] - gradient[2 * p]);
                    }
                    return pulled;
                }
            };
        }
    }

    private static void say(String text) {
        System.out.println(text + memory());
    }

    private static String memory() {
        if (!Files.exists(STATUS)) {
            return "  [VmHWM not known]";
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> "  [" + line.replaceAll("\\s+", " ") + "]")
                    .findFirst()
                    .orElse("  [VmHWM not known]");
        } catch (IOException e) {
            return "  [VmHWM not known]";
        }
    }

    private static final class Said implements GateListener {
        @Override
        public void begin(Stage stage) {
            say("begin " + stage);
        }

        @Override
        public void end(Stage stage, String summary) {
            say("end " + stage + ": " + summary);
        }

        @Override
        public void step(String phase, int done, int total, String detail) {
            say(phase + " " + done + "/" + total + ": " + detail);
        }

        @Override
        public void warn(String sentence) {
            say("warning: " + sentence);
        }
    }
}
