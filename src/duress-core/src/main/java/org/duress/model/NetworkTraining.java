package org.duress.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
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
     * What one step of a {@link Learner} came to.
     *
     * @param loss before the update
     * @param gradients has those of the weights
     */
    public record Learnt(double loss, Executor gradients) {}

    /**
     * What goes on in the steps of a training, which come in rounds; a checkpoint is written after each. A training
     * that was killed goes on with the round that it was in, from its first step.
     */
    @FunctionalInterface
    public interface Learner {
        /**
         * One step, up to the gradients.
         *
         * @param random of this step
         */
        Learnt learn(Random random);

        /** Steps of a round, at least 1. */
        default int round() {
            return CHECKPOINT_EVERY;
        }

        /** Called before the first step of each round, and before the first after a resumption. */
        default void begin(int done) {}

        /** Called after each step, when it has moved the weights. */
        default void moved() {}

        /** Called after the last step of each round, and of all, before its checkpoint is written. */
        default void end(int done) {}

        /** Whether no further step is worth it. */
        default boolean enough() {
            return false;
        }

        /** What else a resumption needs, by name. */
        default Map<String, float[]> state() {
            return Map.of();
        }

        /**
         * Goes on from a {@link #state}.
         *
         * @throws IllegalArgumentException if it is none
         */
        default void restore(NetworkArchive saved) {}
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
        Executor executor = Executor.trainable(network, settings.batch(), images);
        float[] probabilities = new float[executor.outputLength()];
        float[] gradient = new float[executor.outputLength()];
        Learner learner = random -> {
            Batch batch = source.draw(settings.batch(), random);
            executor.forward(batch.pixels(), Statistics.BATCH, probabilities);
            double loss = batch.loss(probabilities, gradient);
            executor.backward(gradient, Executor.Pullback.WEIGHTS);
            return new Learnt(loss, executor);
        };
        run(what, network, settings, learner, checkpoint, progress);
    }

    /**
     * Trains in place whatever way a learner has.
     *
     * @param network that the learner's gradients are of
     * @throws DuressException as the other
     */
    public static void run(
            String what,
            Network network,
            Settings settings,
            Learner learner,
            Optional<Path> checkpoint,
            Progress progress) {
        Optimizer optimizer = adam(network);
        Optional<TrainingCheckpoint> kept = checkpoint.map(TrainingCheckpoint::new);
        int first = kept.flatMap(file -> file.read(saved -> Saved.of(saved, network, settings, learner), progress))
                .map(saved -> saved.restore(network, optimizer))
                .orElse(0);
        int round = learner.round();
        for (int step = first; step < settings.steps() && !learner.enough(); step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new DuressException("training of the " + what + " was interrupted at step " + step);
            }
            if (step == first || step % round == 0) {
                learner.begin(step);
            }
            Learnt learnt = learner.learn(new Random(Seeds.trainingStep(settings.seed(), step)));
            if (!Double.isFinite(learnt.loss())) {
                throw new DuressException(
                        "the loss of the " + what + " is not finite at step " + step + "; lower the learning rate");
            }
            optimizer.step(learnt.gradients(), rate(settings, step));
            learner.moved();
            progress.step("train " + what, step + 1, settings.steps(), String.format("loss %.4f", learnt.loss()));
            boolean whole = (step + 1) % round == 0;
            if (whole || step + 1 == settings.steps()) {
                learner.end(step + 1);
            }
            if (whole) {
                int done = step + 1;
                kept.ifPresent(file -> file.write(checkpoint(network, optimizer, learner, done)));
            }
        }
    }

    private static NetworkArchive checkpoint(Network network, Optimizer optimizer, Learner learner, int done) {
        Map<String, float[]> arrays = new LinkedHashMap<>(learner.state());
        arrays.put(OPTIMIZER, optimizer.state());
        return new NetworkArchive(Map.of(NETWORK, network), Map.of(STEP, String.valueOf(done)), arrays);
    }

    private static Optimizer adam(Network network) {
        return Optimizer.adam(network, BETA_1, BETA_2, EPSILON);
    }

    /** A checkpoint that is known to fit. */
    private record Saved(Network network, Optimizer optimizer, int step) {
        static Saved of(NetworkArchive archive, Network wanted, Settings settings, Learner learner) {
            Network network = archive.network(NETWORK);
            int step = Integer.parseInt(archive.property(STEP));
            if (!network.graph().equals(wanted.graph()) || step < 0 || step > settings.steps()) {
                throw new IllegalArgumentException("it is of another network or of a longer training");
            }
            Optimizer optimizer = adam(network);
            optimizer.restore(archive.array(OPTIMIZER));
            learner.restore(archive);
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
