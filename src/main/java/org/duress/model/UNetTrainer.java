package org.duress.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Dice;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Optimizer;
import org.duress.net.Statistics;
import org.duress.net.TrainingCheckpoint;

/**
 * Trains the standard U-Net on labelled slices, so that there is a model to put under duress.
 *
 * <p>The loss is cross-entropy plus one minus the mean soft Dice of the organs in the batch: without the Dice term a
 * small organ such as the pancreas is never learnt. Adam, with the learning rate rising to its peak over the first
 * third of the steps and falling to zero along a cosine. Half of the slices of a batch are shifted and their contrast
 * changed a little. The same settings, data and machine give the same weights.
 */
public final class UNetTrainer {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double WARM_UP = 0.3;
    private static final int CHECKPOINT_EVERY = 200;
    private static final String OPTIMIZER = "optimizer";
    private static final String STEP = "step";

    private UNetTrainer() {}

    /**
     * How to train.
     *
     * @param base channels of the first level, at least 1
     * @param levels resolutions, at least 1
     * @param steps optimiser steps, at least 1
     * @param batch slices a step, at least 1
     * @param peakRate highest learning rate, above 0
     * @param seed of weights, order and augmentation
     */
    public record Settings(int base, int levels, int steps, int batch, double peakRate, long seed) {
        public static final Settings DEFAULT = new Settings(16, 4, 1200, 8, 4e-3, 7);
    }

    /**
     * Trains.
     *
     * @param cohort gives organs and size
     * @param subjects to train on; not empty
     * @param settings how
     * @param work folder of checkpoints to resume from, if they are wanted
     * @param progress hears every step
     * @return what {@link DuressFormat} opens
     * @throws DuressException if the loss is not finite, a checkpoint cannot be used, or the thread was interrupted
     */
    public static NetworkArchive train(
            Cohort cohort, List<Subject> subjects, Settings settings, Optional<Path> work, Progress progress) {
        int classes = 1 + cohort.organs().size();
        List<Slice> slices =
                subjects.stream().flatMap(subject -> subject.slices().stream()).toList();
        List<String> organs =
                cohort.organs().stream().map(organ -> organ.name()).toList();
        Network network = Network.initialised(UNet.graph(settings.base(), settings.levels(), classes), settings.seed());
        Optimizer optimizer = Optimizer.adam(network, BETA_1, BETA_2, EPSILON);
        Optional<TrainingCheckpoint> checkpoint =
                work.map(folder -> new TrainingCheckpoint(folder.resolve("unet.checkpoint")));
        int first = checkpoint
                .flatMap(TrainingCheckpoint::read)
                .map(saved -> {
                    Network kept = saved.network(DuressFormat.NETWORK);
                    network.assign(kept.weights(), kept.statistics());
                    optimizer.restore(saved.array(OPTIMIZER));
                    return Integer.parseInt(saved.property(STEP));
                })
                .orElse(0);
        Executor executor = Executor.trainable(network, settings.batch(), cohort.height(), cohort.width());
        float[] probabilities = new float[executor.outputLength()];
        float[] gradient = new float[executor.outputLength()];
        for (int step = first; step < settings.steps(); step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new DuressException("training of the U-Net was interrupted at step " + step);
            }
            TrainingBatch batch =
                    TrainingBatch.draw(slices, settings.batch(), new Random(settings.seed() * 1_000_003 + step));
            executor.forward(batch.pixels(), Statistics.BATCH, probabilities);
            double loss = SegmentationLoss.of(probabilities, batch.classes(), classes, gradient);
            if (!Double.isFinite(loss)) {
                throw new DuressException(
                        "the U-Net's loss is not finite at step " + step + "; lower the learning rate");
            }
            executor.backward(gradient, Executor.Pullback.WEIGHTS);
            optimizer.step(executor, rate(settings, step));
            progress.step("train U-Net", step + 1, settings.steps(), String.format("loss %.4f", loss));
            if (checkpoint.isPresent() && (step + 1) % CHECKPOINT_EVERY == 0) {
                checkpoint
                        .get()
                        .write(new NetworkArchive(
                                Map.of(DuressFormat.NETWORK, network),
                                Map.of(STEP, String.valueOf(step + 1)),
                                Map.of(OPTIMIZER, optimizer.state())));
            }
        }
        checkpoint.ifPresent(TrainingCheckpoint::delete);
        return DuressFormat.archive(
                network, organs, Map.of("settings", settings.toString(), "subjects", String.valueOf(subjects.size())));
    }

    /**
     * Volume Dice per organ, averaged over the subjects that show it.
     *
     * @return one value in [0, 1] an organ; NaN for an organ that no subject shows
     */
    public static double[] dice(SegmentationModel model, List<Subject> subjects) {
        int organs = model.classes() - 1;
        double[] sum = new double[organs];
        int[] count = new int[organs];
        for (Subject subject : subjects) {
            List<Dice> total = new ArrayList<>(java.util.Collections.nCopies(organs, Dice.NONE));
            for (Slice slice : subject.slices()) {
                byte[] prediction = ClassMaps.argMax(
                        model.probabilities(new ImageBatch(slice.image(), 1, slice.height(), slice.width())),
                        model.classes());
                List<Dice> one = Dice.perOrgan(prediction, slice.classes(), organs);
                for (int organ = 0; organ < organs; organ++) {
                    total.set(organ, total.get(organ).plus(one.get(organ)));
                }
            }
            for (int organ = 0; organ < organs; organ++) {
                double score = total.get(organ).score();
                if (!Double.isNaN(score)) {
                    sum[organ] += score;
                    count[organ]++;
                }
            }
        }
        double[] mean = new double[organs];
        Arrays.setAll(mean, organ -> count[organ] == 0 ? Double.NaN : sum[organ] / count[organ]);
        return mean;
    }

    private static double rate(Settings settings, int step) {
        double done = (step + 1.0) / settings.steps();
        double share =
                done < WARM_UP ? done / WARM_UP : 0.5 * (1 + Math.cos(Math.PI * (done - WARM_UP) / (1 - WARM_UP)));
        return settings.peakRate() * Math.max(share, 1e-3);
    }
}
