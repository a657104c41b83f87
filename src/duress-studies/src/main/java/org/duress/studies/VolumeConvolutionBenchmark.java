package org.duress.studies;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Three ways to a 3 x 3 x 3 convolution of volumes, at the sizes of a U-Net of base 8 on 2 volumes of 32 x 64 x 64: the
 * native one; three 2-D convolutions of the stack of planes, shifted and added; one 2-D convolution of three planes
 * side by side as channels. The core has the first.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
@NullUnmarked // JMH fills the fields
public class VolumeConvolutionBenchmark {
    private static final int BATCH = 2;
    private static final int[] SLICES = {3, 3, 1, 1, 0, 0, 1, 1, 1, 1, 0};
    private static final int[] VOLUMES = {3, 3, 3, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0};

    @Param({"8", "16", "32", "64"})
    public int channels;

    private int planes;
    private INDArray x;
    private INDArray y;
    private INDArray added;
    private INDArray beside;
    private INDArray kernel;
    private INDArray[] kernels;
    private INDArray wide;
    private INDArray gradient;
    private INDArray xGradient;
    private INDArray kernelGradient;
    private INDArray planeGradient;
    private INDArray besideGradient;
    private INDArray wideGradient;

    @Setup(Level.Trial)
    public void setUp() {
        int level = channels / 8;
        planes = 32 / level;
        long side = 64 / level;
        x = Nd4j.randn(DataType.FLOAT, (long) BATCH * planes, side, side, channels);
        y = x.dup();
        added = x.dup();
        gradient = x.dup();
        xGradient = x.dup();
        beside = Nd4j.create(DataType.FLOAT, (long) BATCH * planes, side, side, 3L * channels);
        besideGradient = beside.dup();
        kernel = Nd4j.randn(DataType.FLOAT, 3, 3, 3, channels, channels);
        kernelGradient = kernel.dup();
        kernels = IntStream.range(0, 3)
                .mapToObj(z -> kernel.get(NDArrayIndex.point(z)).dup('c'))
                .toArray(INDArray[]::new);
        planeGradient = kernels[0].dup();
        wide = Nd4j.concat(2, kernels).dup('c');
        wideGradient = wide.dup();
    }

    private static void run(String op, int[] arguments, INDArray[] in, INDArray... out) {
        Nd4j.exec(DynamicCustomOp.builder(op)
                .addInputs(in)
                .addOutputs(out)
                .addIntegerArguments(arguments)
                .build());
    }

    private INDArray volumes(INDArray stack) {
        return stack.reshape('c', BATCH, planes, stack.size(1), stack.size(2), stack.size(3));
    }

    private static INDArray planes(INDArray stack, long from, long to) {
        return stack.get(NDArrayIndex.interval(from, to), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
    }

    private INDArray channels(INDArray stack, int plane) {
        return stack.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval((long) plane * channels, (plane + 1L) * channels));
    }

    @Benchmark
    public Object nativeForward() {
        run("conv3dnew", VOLUMES, new INDArray[] {volumes(x), kernel}, volumes(y));
        return y;
    }

    @Benchmark
    public Object shiftedForward() {
        run("conv2d", SLICES, new INDArray[] {x, kernels[1]}, y);
        for (int b = 0; b < BATCH; b++) {
            long from = (long) b * planes;
            long to = from + planes;
            INDArray room = planes(added, 0, planes - 1L);
            run("conv2d", SLICES, new INDArray[] {planes(x, from, to - 1), kernels[0]}, room);
            planes(y, from + 1, to).addi(room);
            run("conv2d", SLICES, new INDArray[] {planes(x, from + 1, to), kernels[2]}, room);
            planes(y, from, to - 1).addi(room);
        }
        return y;
    }

    @Benchmark
    public Object besideForward() {
        channels(beside, 1).assign(x);
        for (int b = 0; b < BATCH; b++) {
            long from = (long) b * planes;
            long to = from + planes;
            channels(planes(beside, from + 1, to), 0).assign(planes(x, from, to - 1));
            channels(planes(beside, from, to - 1), 2).assign(planes(x, from + 1, to));
        }
        run("conv2d", SLICES, new INDArray[] {beside, wide}, y);
        return y;
    }

    /** All gradients; that of the input alone is a forward pass of as many channels. */
    @Benchmark
    public Object nativeBackward() {
        run(
                "conv3dnew_bp",
                VOLUMES,
                new INDArray[] {volumes(x), kernel, volumes(gradient)},
                volumes(xGradient),
                kernelGradient);
        return kernelGradient;
    }

    /** Without the shifts and sums. */
    @Benchmark
    public Object shiftedBackward() {
        for (INDArray own : kernels) {
            run("conv2d_bp", SLICES, new INDArray[] {x, own, gradient}, xGradient, planeGradient);
        }
        return xGradient;
    }

    /** Without laying the planes' gradients back. */
    @Benchmark
    public Object besideBackward() {
        run("conv2d_bp", SLICES, new INDArray[] {beside, wide, gradient}, besideGradient, wideGradient);
        return wideGradient;
    }
}
