package org.duress.detect;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.model.NetworkTraining;
import org.duress.net.Executor;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Statistics;

/**
 * A small network that has learnt to tell attacked images from clean ones: four convolutions of stride 2, the mean over
 * all positions, and a logistic regression on that. For one thread.
 */
final class Detector {
    /** Slices or small volumes a training step, half of them clean. */
    private static final int BATCH = 16;

    /** What a step may hold of large ones. */
    private static final int MOST_VOXELS = 1 << 20;

    private static final int LEVELS = 4;
    private static final int BASE = 16;
    private static final int MOST_CHANNELS = 64;
    private static final double LEAK = 0.2;
    private static final double EPSILON = 1e-5;
    private static final double PEAK_RATE = 3e-3;

    private final Executor executor;

    private Detector(Network network, Grid grid) {
        executor = Executor.frozen(network.folded(), 1, grid);
    }

    /**
     * Trains a detector. Clean and attacked slices are drawn independently of each other.
     *
     * @param clean slices or volumes of one size, at least one
     * @param attacked of the same size, at least one
     * @param steps at least 1
     * @param seed of the weights and of what is drawn
     */
    static Detector trained(List<Slice> clean, List<Slice> attacked, int steps, long seed, Progress progress) {
        Grid grid = clean.get(0).grid();
        Network network = Network.initialised(graph(grid.rank(), clean.get(0).channels()), seed);
        NetworkTraining.run(
                "detector",
                network,
                grid,
                new NetworkTraining.Settings(steps, batch(grid), PEAK_RATE, seed),
                (count, random) -> new Mixed(clean, attacked, grid, count, random),
                Optional.empty(),
                progress);
        return new Detector(network, grid);
    }

    private static int batch(Grid grid) {
        return Math.max(2, Math.min(BATCH, MOST_VOXELS / grid.voxels() / 2 * 2));
    }

    private static Graph graph(int axes, int channels) {
        Graph.Builder b = new Graph.Builder(channels);
        String x = Graph.INPUT;
        for (int level = 0; level < LEVELS; level++) {
            String name = "detect" + level;
            b.add(name, Op.Conv.same(axes, Math.min(MOST_CHANNELS, BASE << level), 3, 2, false), x);
            b.add(name + ".norm", new Op.BatchNorm(EPSILON), name);
            x = b.add(name + ".relu", new Op.LeakyRelu(LEAK), name + ".norm");
        }
        b.add("mean", new Op.SpatialMean(), x);
        b.add("logit", Op.Conv.same(1, 1, 1, true), "mean");
        return b.build();
    }

    /**
     * How much slices look attacked: log odds, each of nothing but the slice.
     *
     * @param slices of the size that was trained on
     */
    double[] logits(List<Slice> slices) {
        float[] logit = new float[1];
        return slices.stream()
                .mapToDouble(slice -> {
                    executor.forward(slice.image(), Statistics.POPULATION, logit);
                    return logit[0];
                })
                .toArray();
    }

    /** The first half of the images is clean. Each is mirrored and moved at random: few images are learnt by heart. */
    private record Mixed(float[] pixels, int count) implements NetworkTraining.Batch {
        Mixed(List<Slice> clean, List<Slice> attacked, Grid grid, int count, Random random) {
            this(new float[count * clean.get(0).image().length], count);
            int length = pixels.length / count;
            for (int i = 0; i < count; i++) {
                List<Slice> from = i < count / 2 ? clean : attacked;
                Slice slice = from.get(random.nextInt(from.size()));
                Turned.drawn(grid, slice.channels(), random).copy(slice.image(), pixels, i * length);
            }
        }

        /** Cross-entropy of logits. */
        @Override
        public double loss(float[] logits, float[] gradient) {
            double loss = 0;
            for (int i = 0; i < count; i++) {
                double odds = i < count / 2 ? -logits[i] : logits[i];
                // log(1 + exp(-odds)), and its derivative by the logit.
                loss += (Math.max(0, -odds) + Math.log1p(Math.exp(-Math.abs(odds)))) / count;
                double slope = -1 / (1 + Math.exp(odds)) / count;
                gradient[i] = (float) (i < count / 2 ? -slope : slope);
            }
            return loss;
        }
    }
}
