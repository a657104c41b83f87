package org.duress.doctor;

import java.util.Arrays;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.model.Differences;
import org.duress.net.Executor;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.device.Device;

/** What computes Duress's own networks. */
final class Engines {
    private static final int SIDE = 8;
    private static final int KERNEL = 3;
    private static final int REPEATS = 5;
    private static final String CONVOLUTION = "convolution";

    private Engines() {}

    static Finding backend() {
        return Doctor.tried("ND4J", () -> Finding.ok("ND4J", Device.resolved().description()));
    }

    static Finding gpu() {
        return Doctor.tried(
                "GPU",
                () -> Device.whyNoGpu()
                        .map(why -> Finding.absent("GPU", "none is used: " + why))
                        .orElseGet(() -> Finding.ok("GPU", "one can be used")));
    }

    static Finding convolution() {
        return Doctor.tried(CONVOLUTION, () -> convolution(0));
    }

    /**
     * Holds a convolution and its pullback against the same sums, written out.
     *
     * @param wrong added to the first of what is right, to see that it is found
     */
    static Finding convolution(float wrong) {
        Random random = new Random(7);
        float[] kernel = normal(random, KERNEL * KERNEL);
        float bias = 0.5f;
        float[] image = normal(random, SIDE * SIDE);
        float[] upstream = normal(random, SIDE * SIDE);
        Graph.Builder graph = new Graph.Builder(1);
        graph.add("conv", Op.Conv.same(1, KERNEL, 1, true), Graph.INPUT);
        float[] weights = Arrays.copyOf(kernel, kernel.length + 1);
        weights[kernel.length] = bias;
        Executor executor =
                Executor.trainable(Network.of(graph.build(), weights, new float[1]), 1, Grid.of(SIDE, SIDE));
        float[] values = correlated(image, kernel, bias, 1);
        float[] gradient = correlated(upstream, kernel, 0, -1);
        values[0] += wrong;
        float[] answer = new float[values.length];
        float[] pulled = new float[gradient.length];
        for (int i = 0; i < REPEATS; i++) {
            executor.forward(image, Statistics.POPULATION, answer);
            executor.backward(upstream, Executor.Pullback.INPUT);
            executor.inputGradient(pulled);
            if (!Differences.alike(values, answer, 0) || !Differences.alike(gradient, pulled, 0)) {
                return Finding.broken(
                        CONVOLUTION,
                        "ND4J computes wrong numbers of a small convolution on this processor; take another build with"
                                + " -Dnd4j.classifier, or another machine");
            }
        }
        return Finding.ok(CONVOLUTION, "values and gradients of a small one are right");
    }

    private static float[] normal(Random random, int length) {
        float[] normal = new float[length];
        for (int i = 0; i < length; i++) {
            normal[i] = (float) random.nextGaussian();
        }
        return normal;
    }

    /** @param way 1 for a convolution as networks have it, -1 for its pullback */
    private static float[] correlated(float[] from, float[] kernel, float bias, int way) {
        float[] to = new float[from.length];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double sum = bias;
                for (int k = 0; k < kernel.length; k++) {
                    int row = y + way * (k / KERNEL - KERNEL / 2);
                    int column = x + way * (k % KERNEL - KERNEL / 2);
                    boolean within = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
                    sum += within ? (double) kernel[k] * from[row * SIDE + column] : 0;
                }
                to[y * SIDE + x] = (float) sum;
            }
        }
        return to;
    }
}
