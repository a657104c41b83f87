package org.duress.studies;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
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
 * Forward, and forward with input gradient, of one network in every format: batch 8 at 128 x 128, on noise.
 *
 * <p>The files are those that {@code src/duress-acceptance/src/test/python/export_phantom_unet.py} and {@code
 * OneNetworkInJava} write beside a copy of the phantom U-Net in {@value #STEM}; docs/formats.md says how.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class FormatBenchmark {
    private static final String STEM = ".duress/bench/phantom-unet";
    private static final Map<String, String> ENDINGS = Map.of(
            "duress", ".zip",
            "dl4j", "-dl4j.zip",
            "keras", ".h5",
            "onnx", ".onnx",
            "samediff", ".fb",
            "torchscript", ".pt");
    private static final int BATCH = 8;
    private static final int SIZE = 128;

    @Param({"duress", "dl4j", "keras", "onnx", "samediff", "torchscript"})
    public String format;

    private DifferentiableModel model;
    private ImageBatch images;
    private float[] gradient;

    @Setup(Level.Trial)
    public void setUp() {
        Path file = Path.of(STEM + ENDINGS.get(format));
        model = Models.open(new ModelSpec(format, file))
                .differentiable()
                .orElseThrow(() -> new DuressException(
                        "model format '" + format + "' has no gradients; name another with -p format="));
        Random random = new Random(1);
        float[] pixels = Noise.of(BATCH * SIZE * SIZE, random);
        images = new ImageBatch(pixels, BATCH, Grid.of(SIZE, SIZE));
        gradient = Noise.of(pixels.length * model.classes(), random);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        model.close();
    }

    /** Probabilities of 8 images. */
    @Benchmark
    public Object forward() {
        return model.probabilities(images);
    }

    /** Probabilities of 8 images and the gradient on them pulled back. */
    @Benchmark
    public Object forwardAndInputGradient() {
        return model.forward(images).inputGradient(gradient);
    }
}
