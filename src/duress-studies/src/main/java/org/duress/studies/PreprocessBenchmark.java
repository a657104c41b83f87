package org.duress.studies;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.open.Models;
import org.duress.spec.AnswerSpace;
import org.duress.spec.ImageSize;
import org.duress.spec.Interval;
import org.duress.spec.ModelSpec;
import org.duress.spec.PreprocessStep;
import org.duress.spec.PreprocessStep.Among;
import org.duress.spec.PreprocessStep.Fixed;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Orientation;
import org.duress.spec.PreprocessStep.Over;
import org.duress.spec.PreprocessStep.Percentiles;
import org.duress.spec.PreprocessStep.Resampling;
import org.duress.spec.PreprocessStep.Spacing;
import org.duress.spec.PreprocessStep.StandardiseImage;
import org.duress.spec.PreprocessStep.Units;
import org.duress.spec.PreprocessStep.Window;
import org.duress.spec.TilesSpec;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What preprocessing and its pullback cost, as milliseconds of the phantom U-Net's forward pass and input gradient: 8
 * images of 128 x 128. None of the steps changes how many pixels the network sees, but for tiles and flips, which cost
 * as many passes as there are. {@code cut} is what the tiles alone cost: the network asked about 32 images of 64 x 64.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class PreprocessBenchmark {
    private static final int BATCH = 8;
    private static final int SIZE = 128;
    private static final ModelSpec MODEL = new ModelSpec("duress", Path.of("classpath:org/duress/phantom-unet.zip"));
    private static final Window WINDOW = new Window(new Fixed(new Interval(-2, 2)), new Interval(-1, 1), true);
    private static final TilesSpec TILES = new TilesSpec(
            new ImageSize(64, 64), 0, TilesSpec.Blend.GAUSSIAN, TilesSpec.Rules.MONAI, AnswerSpace.LOGITS);
    private static final Map<String, List<PreprocessStep>> STEPS = Map.of(
            "none", List.of(),
            "window", List.of(new Units(), WINDOW),
            "percentiles",
                    List.of(
                            new Units(),
                            new Window(
                                    new Percentiles(1, 99, new Measured(Over.SLICE, true)), new Interval(-1, 1), true)),
            "deviations", List.of(new StandardiseImage(Among.IMAGE, new Measured(Over.SLICE, true), Optional.empty())),
            "spacing", List.of(new Spacing(1.001, 1.001, Resampling.MONAI, AnswerSpace.PROBABILITIES)),
            "cubic", List.of(new Spacing(1.001, 1.001, Resampling.NNUNET, AnswerSpace.LOGITS)),
            "orientation", List.of(new Orientation("RAS")),
            "cut", List.of(),
            "tiles", List.of(),
            "flips", List.of());

    @Param({"none", "window", "percentiles", "deviations", "spacing", "cubic", "orientation", "cut", "tiles", "flips"})
    public String steps;

    private DifferentiableModel model;
    private ImageBatch images;
    private float[] gradient;

    @Setup(Level.Trial)
    public void setUp() {
        List<List<Integer>> flips =
                steps.equals("flips") ? List.of(List.of(), List.of(0), List.of(1), List.of(0, 1)) : List.of();
        Optional<TilesSpec> tiles = steps.equals("tiles") ? Optional.of(TILES) : Optional.empty();
        model = Models.open(MODEL.preprocessed(STEPS.get(steps), tiles, flips))
                .differentiable()
                .orElseThrow();
        Random random = new Random(1);
        float[] pixels = Noise.of(BATCH * SIZE * SIZE, random);
        int tile = TILES.size().height();
        images = steps.equals("cut")
                ? new ImageBatch(pixels, pixels.length / tile / tile, Grid.of(tile, tile))
                : new ImageBatch(pixels, BATCH, Grid.of(SIZE, SIZE).spaced(1, 1));
        gradient = Noise.of(pixels.length * model.classes(), random);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        model.close();
    }

    /** Probabilities of 8 images and the gradient on them pulled back. */
    @Benchmark
    public Object forwardAndInputGradient() {
        return model.forward(images).inputGradient(gradient);
    }
}
