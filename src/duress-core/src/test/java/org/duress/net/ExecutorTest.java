package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class ExecutorTest {
    /** Each image by itself, to the bit, however many go side by side; weights that changed are seen by all. */
    @Test
    void anImageOfABatchIsAnsweredAsIfItWereAlone() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("first", Op.Conv.same(16, 3, 2, true), Graph.INPUT);
        b.add("relu", new Op.LeakyRelu(0.2), "first");
        b.add("out", Op.Conv.same(3, 3, 1, true), "relu");
        Network network = Network.initialised(b.build(), 3);
        Grid grid = Grid.of(12, 10);
        int count = 5;
        float[] x = FiniteDifferences.gaussian(8, count * grid.voxels() * 2);
        Executor all = Executor.frozen(network, count, grid);
        Executor one = Executor.frozen(network, 1, grid);
        for (float factor : List.of(1f, 0.5f)) {
            network.scale("first", factor);
            float[] out = new float[all.outputLength()];
            float[] direction = FiniteDifferences.gaussian(9, out.length);
            float[] gradient = new float[x.length];
            all.forward(x, Statistics.POPULATION, out);
            all.backward(direction, Executor.Pullback.INPUT);
            all.inputGradient(gradient);
            for (int i = 0; i < count; i++) {
                float[] own = new float[one.outputLength()];
                float[] ownGradient = new float[one.inputLength()];
                one.forward(part(x, i, count), Statistics.POPULATION, own);
                one.backward(part(direction, i, count), Executor.Pullback.INPUT);
                one.inputGradient(ownGradient);
                assertThat(part(out, i, count)).isEqualTo(own);
                assertThat(part(gradient, i, count)).isEqualTo(ownGradient);
            }
        }
    }

    private static float[] part(float[] values, int image, int count) {
        int length = values.length / count;
        return Arrays.copyOfRange(values, image * length, (image + 1) * length);
    }
}
