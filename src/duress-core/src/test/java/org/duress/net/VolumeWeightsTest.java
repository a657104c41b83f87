package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gradients of a convolution's weights over volumes, against a loop: the native ones were wrong at some sizes. The
 * largest are more than one product of matrices takes.
 */
class VolumeWeightsTest {
    private static final int KERNEL = 3;

    @ParameterizedTest
    @CsvSource({
        "24, 48, 3, 7, 9, 2, 2",
        "5, 7, 4, 6, 5, 1, 2",
        "3, 2, 1, 4, 4, 1, 1",
        "2, 3, 6, 5, 4, 2, 1",
        "2, 3, 20, 30, 31, 1, 1"
    })
    void areThoseOfALoop(int in, int out, int planes, int rows, int columns, int down, int across) {
        Extent stride = new Extent(down, across, across);
        Grid grid = Grid.of(planes, rows, columns);
        Executor executor = convolution(in, out, stride, grid);
        float[] x = gaussian(1, executor.inputLength());
        float[] g = gaussian(2, executor.outputLength());
        double[] expected = weights(x, g, grid, stride, in, out);
        // Several times: what was wrong was another number in each call.
        for (int call = 0; call < 3; call++) {
            executor.forward(x, Statistics.POPULATION, new float[g.length]);
            executor.backward(g, Executor.Pullback.BOTH);
            float[] actual = executor.weightGradients();
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-3));
            }
        }
    }

    @Test
    void areTheSameWithAnyNumberOfThreads() throws Exception {
        Executor executor = convolution(4, 6, Extent.ONE, Grid.of(9, 20, 21));
        float[] x = gaussian(1, executor.inputLength());
        float[] g = gaussian(2, executor.outputLength());
        Callable<float[]> backward = () -> {
            executor.forward(x, Statistics.POPULATION, new float[g.length]);
            executor.backward(g, Executor.Pullback.WEIGHTS);
            return executor.weightGradients();
        };
        float[] one = new ForkJoinPool(1).submit(backward).get();
        float[] several = new ForkJoinPool(5).submit(backward).get();
        assertThat(several).isEqualTo(one);
    }

    private static Executor convolution(int in, int out, Extent stride, Grid grid) {
        Graph.Builder builder = new Graph.Builder(in);
        Window window = new Window(Extent.of(3, KERNEL), stride, Extent.ONE, null);
        builder.add("conv", new Op.Conv(out, window, true), "input");
        return Executor.trainable(Network.initialised(builder.build(), 3), 2, grid);
    }

    /** Of the kernel, then of the bias. */
    private static double[] weights(float[] x, float[] g, Grid grid, Extent stride, int in, int out) {
        int[] s = {stride.z(), stride.y(), stride.x()};
        int[] size = new int[3];
        int[] before = new int[3];
        for (int a = 0; a < 3; a++) {
            size[a] = (grid.size(a) + s[a] - 1) / s[a];
            before[a] = Math.max(0, (size[a] - 1) * s[a] + KERNEL - grid.size(a)) / 2;
        }
        int taps = KERNEL * KERNEL * KERNEL;
        double[] sums = new double[taps * in * out + out];
        int voxels = size[0] * size[1] * size[2];
        for (int v = 0; v < 2 * voxels; v++) {
            int image = v / voxels;
            int[] at = {v % voxels / (size[1] * size[2]), v / size[2] % size[1], v % size[2]};
            for (int t = 0; t < taps; t++) {
                int z = at[0] * s[0] + t / (KERNEL * KERNEL) - before[0];
                int y = at[1] * s[1] + t / KERNEL % KERNEL - before[1];
                int c = at[2] * s[2] + t % KERNEL - before[2];
                if (z < 0 || z >= grid.size(0) || y < 0 || y >= grid.size(1) || c < 0 || c >= grid.size(2)) {
                    continue;
                }
                int from = (((image * grid.size(0) + z) * grid.size(1) + y) * grid.size(2) + c) * in;
                for (int i = 0; i < in; i++) {
                    for (int o = 0; o < out; o++) {
                        sums[(t * in + i) * out + o] += (double) x[from + i] * g[v * out + o];
                    }
                }
            }
            for (int o = 0; o < out; o++) {
                sums[taps * in * out + o] += g[v * out + o];
            }
        }
        return sums;
    }
}
