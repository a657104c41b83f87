package org.duress.studies;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.NullUnmarked;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
import org.openjdk.jmh.annotations.Warmup;

/** What Deeplearning4j itself needs for the network of {@link FormatBenchmark} in format dl4j. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 2, time = 15)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class ComputationGraphBenchmark {
    private ComputationGraph graph;
    private INDArray images;
    private INDArray labels;

    @Setup(Level.Trial)
    public void setUp() throws IOException {
        graph = ComputationGraph.load(new File(".duress/bench/phantom-unet-dl4j.zip"), false);
        images = Nd4j.randn(DataType.FLOAT, 8, 1, 128, 128);
        labels = graph.output(images)[0].dup();
    }

    /** Probabilities of 8 images. */
    @Benchmark
    public Object forward() {
        return graph.output(images)[0];
    }

    /** Its own forward and backward, to weights and input. */
    @Benchmark
    public Object forwardAndBackward() {
        graph.setInputs(images);
        graph.setLabels(labels);
        graph.computeGradientAndScore();
        return graph.gradient();
    }
}
