package org.duress.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Forward, and forward with input gradient, of the standard 3-D U-Net (base 8, 4 levels): 2 volumes of 32 x 64 x 64, on
 * noise. Its counterpart in PyTorch is {@code src/duress-studies/src/main/python/volume_benchmark.py}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class VolumeBenchmark {
    private static final int BATCH = 2;
    private static final int CLASSES = 3;
    private static final Grid GRID = Grid.of(32, 64, 64);
    private static final Path STATUS = Path.of("/proc/self/status");

    private NetworkModel model;
    private ImageBatch volumes;
    private float[] gradient;

    @Setup(Level.Trial)
    public void setUp() {
        model = new NetworkModel(Network.initialised(UNet.graph(3, 1, 8, 4, CLASSES), 1), List.of("a", "b"), "noise");
        Random random = new Random(1);
        volumes = new ImageBatch(Noise.of(BATCH * GRID.voxels(), random), BATCH, GRID);
        gradient = Noise.of(BATCH * GRID.voxels() * CLASSES, random);
    }

    /** Says the largest memory that the process has had, where the system tells it. */
    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        model.close();
        if (Files.exists(STATUS)) {
            try (Stream<String> lines = Files.lines(STATUS)) {
                lines.filter(line -> line.startsWith("VmHWM")).forEach(System.out::println);
            }
        }
    }

    /** Probabilities of 2 volumes. */
    @Benchmark
    public Object forward() {
        return model.probabilities(volumes);
    }

    /** Probabilities of 2 volumes and the gradient on them pulled back. */
    @Benchmark
    public Object forwardAndInputGradient() {
        return model.forward(volumes).inputGradient(gradient);
    }
}
