package org.duress.studies;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.open.Models;
import org.duress.model.openinference.OpenInferenceModels;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.duress.testserver.ServerProcess;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Slices of 64 x 64 a second, of the small phantom U-Net in process and behind the test server (a process of this
 * machine, ONNX Runtime), which computes the same: what the protocol costs. {@code -p batch=} is the most images of a
 * request; {@code inProcess} knows neither it nor {@code inFlight}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class ServedBenchmark {
    private static final int SLICES = 32;
    private static final int SIZE = 64;

    @Param({"inProcess", "binary", "json"})
    public String way;

    @Param({"1", "8"})
    public int batch;

    @Param({"1", "2"})
    public int inFlight;

    private @Nullable ServerProcess server;
    private SegmentationModel model;
    private List<ImageBatch> images;

    @Setup(Level.Trial)
    public void setUp() {
        if (way.equals("inProcess")) {
            model = Models.open(new ModelSpec("onnx", ServerProcess.MODEL));
        } else {
            server = way.equals("json") ? ServerProcess.start("no-binary") : ServerProcess.start();
            ServedModel served = new ServedModel("unet")
                    .with(ServedModel.BATCH, batch)
                    .with(ServedModel.IN_FLIGHT, inFlight)
                    .with(ServedModel.RETRIES, 0)
                    .with(ServedModel.READY_SECONDS, 60);
            model = OpenInferenceModels.open(
                    ServerHost.at(server.url()),
                    served,
                    new ModelSpec(OpenInferenceModels.FORMAT, new ModelSource.Server(server.url(), served)));
        }
        Random random = new Random(1);
        images = new ArrayList<>();
        for (int i = 0; i < SLICES / 8; i++) {
            images.add(new ImageBatch(Noise.of(8 * SIZE * SIZE, random), 8, Grid.of(SIZE, SIZE)));
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        model.close();
        if (server != null) {
            server.close();
        }
    }

    /** Segmentations of {@value #SLICES} slices. */
    @Benchmark
    @OperationsPerInvocation(SLICES)
    public Object slices() {
        return model.segmentAll(images);
    }
}
