package org.duress.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.base.Seeds;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Optimizer;
import org.duress.net.Statistics;
import org.duress.net.TrainingCheckpoint;

/**
 * Trains a network on whatever batches it is given: Adam, with the learning rate rising to its peak over the first
 * third of the steps and falling to zero along a cosine. Resumes from its checkpoints, and reaches what it would have
 * reached without the interruption. The same settings, batches and machine give the same weights.
 */
public final class NetworkTraining {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double WARM_UP = 0.3;
    private static final int CHECKPOINT_EVERY = 200;
    private static final String NETWORK = "model";
    private static final String OPTIMIZER = "optimizer";
    private static final String STEP = "step";

    private NetworkTraining() {}

    /**
     * How long and how fast.
     *
     * @param steps optimiser steps, at least 1
     * @param batch images a step, at least 1
     * @param peakRate highest learning rate, above 0
     * @param seed of what the batches draw
     */
    public record Settings(int steps, int batch, double peakRate, long seed) {}

    /** What is learnt from. */
    @FunctionalInterface
    public interface Source {
        /** Draws a batch of {@code settings.batch()} images. */
        Batch draw(int count, Random random);
    }

    /** One step's images, and what their answers should be. */
    public interface Batch {
        /** {@code [count, grid, channels]} row-major. */
        float[] pixels();

        /**
         * The loss of the network's answers.
         *
         * @param probabilities {@code [count, grid, classes]}
         * @param gradient receives dL/dprobabilities; overwritten
         */
        double loss(float[] probabilities, float[] gradient);
    }

    /**
     * Trains in place.
     *
     * @param what names the network in messages, for example {@code U-Net}
     * @param network its last node gives probabilities
     * @param images grid of each image
     * @param checkpoint file to resume from, if it is wanted; to be deleted once the network is kept
     * @param progress hears every step
     * @throws DuressException if the loss is not finite, a checkpoint cannot be used, or the thread was interrupted
     */
    public static void run(
            String what,
            Network network,
            Grid images,
            Settings settings,
            Source source,
            Optional<Path> checkpoint,
            Progress progress) {
        Optimizer optimizer = adam(network);
        Optional<TrainingCheckpoint> kept = checkpoint.map(TrainingCheckpoint::new);
        int first = kept.flatMap(file -> file.read(saved -> Saved.of(saved, network, settings), progress))
                .map(saved -> saved.restore(network, optimizer))
                .orElse(0);
        Executor executor = Executor.trainable(network, settings.batch(), images);
        float[] probabilities = new float[executor.outputLength()];
        float[] gradient = new float[executor.outputLength()];
        for (int step = first; step < settings.steps(); step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new DuressException("training of the " + what + " was interrupted at step " + step);
            }
            Batch batch = source.draw(settings.batch(), new Random(Seeds.trainingStep(settings.seed(), step)));
            executor.forward(batch.pixels(), Statistics.BATCH, probabilities);
            double loss = batch.loss(probabilities, gradient);
            if (!Double.isFinite(loss)) {
                throw new DuressException(
                        "the loss of the " + what + " is not finite at step " + step + "; lower the learning rate");
            }
            executor.backward(gradient, Executor.Pullback.WEIGHTS);
            optimizer.step(executor, rate(settings, step));
            progress.step("train " + what, step + 1, settings.steps(), String.format("loss %.4f", loss));
            if (kept.isPresent() && (step + 1) % CHECKPOINT_EVERY == 0) {
                kept.get()
                        .write(new NetworkArchive(
                                Map.of(NETWORK, network),
                                Map.of(STEP, String.valueOf(step + 1)),
                                Map.of(OPTIMIZER, optimizer.state())));
            }
        }
    }

    private static Optimizer adam(Network network) {
        return Optimizer.adam(network, BETA_1, BETA_2, EPSILON);
    }

    /** A checkpoint that is known to fit. */
    private record Saved(Network network, Optimizer optimizer, int step) {
        static Saved of(NetworkArchive archive, Network wanted, Settings settings) {
            Network network = archive.network(NETWORK);
            int step = Integer.parseInt(archive.property(STEP));
            if (!network.graph().equals(wanted.graph()) || step < 0 || step > settings.steps()) {
                throw new IllegalArgumentException("it is of another network or of a longer training");
            }
            Optimizer optimizer = adam(network);
            optimizer.restore(archive.array(OPTIMIZER));
            return new Saved(network, optimizer, step);
        }

        int restore(Network target, Optimizer optimizerOfTarget) {
            target.assign(network.weights(), network.statistics());
            optimizerOfTarget.restore(optimizer.state());
            return step;
        }
    }

    private static double rate(Settings settings, int step) {
        double done = (step + 1.0) / settings.steps();
        double share =
                done < WARM_UP ? done / WARM_UP : 0.5 * (1 + Math.cos(Math.PI * (done - WARM_UP) / (1 - WARM_UP)));
        return settings.peakRate() * Math.max(share, 1e-3);
    }
}
