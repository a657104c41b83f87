package org.duress.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.metric.Dice;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.TrainingCheckpoint;

/**
 * Trains the standard U-Net on labelled slices or volumes, so that there is a model to put under duress.
 *
 * <p>The loss is cross-entropy plus one minus the mean soft Dice of the organs in the batch: without the Dice term a
 * small organ such as the pancreas is never learnt. Half of the images of a batch are shifted and their contrast
 * changed a little. The same settings, data and machine give the same weights.
 */
public final class UNetTrainer {
    private UNetTrainer() {}

    /**
     * How to train.
     *
     * @param base channels of the first level, at least 1
     * @param levels resolutions, at least 1
     * @param steps optimiser steps, at least 1
     * @param batch images a step, at least 1
     * @param peakRate highest learning rate, above 0
     * @param seed of weights, order and augmentation
     * @param patch sizes of the parts of images that are learnt from, which the network must take; empty for the
     *     largest that all images hold and the network takes
     */
    public record Settings(
            int base, int levels, int steps, int batch, double peakRate, long seed, List<Integer> patch) {
        private static final Settings OF_SLICES = new Settings(16, 4, 1200, 8, 4e-3, 7);
        private static final Settings OF_VOLUMES = new Settings(8, 4, 1200, 2, 4e-3, 7);

        public Settings {
            patch = List.copyOf(patch);
        }

        /** With whole images, where they all have one size that the network takes. */
        public Settings(int base, int levels, int steps, int batch, double peakRate, long seed) {
            this(base, levels, steps, batch, peakRate, seed, List.of());
        }

        /**
         * The usual ones.
         *
         * @param axes of the images: 2 for slices, 3 for volumes
         */
        public static Settings usual(int axes) {
            return axes == 2 ? OF_SLICES : OF_VOLUMES;
        }

        /** The grid that is learnt from. */
        private Grid grid(List<Grid> images) {
            int multiple = 1 << (levels - 1);
            int axes = images.get(0).rank();
            List<Integer> sizes = patch.isEmpty()
                    ? Grid.withinAll(images).sizes().stream()
                            .map(size -> Math.max(1, size / multiple) * multiple)
                            .toList()
                    : patch;
            boolean taken = sizes.size() == axes && sizes.stream().allMatch(size -> size > 0 && size % multiple == 0);
            if (!taken) {
                throw new DuressException("patches of " + sizes + " do not suit images of " + axes + " axes and a U-Net"
                        + " of " + levels + " levels; give " + axes + " multiples of " + multiple);
            }
            return Grid.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /**
     * Trains.
     *
     * @param cohort gives organs, channels and sizes
     * @param subjects to train on; not empty
     * @param settings how
     * @param work folder of checkpoints to resume from, if they are wanted; see {@link #forget}
     * @param progress hears every step
     * @return what {@link DuressFormat} opens
     * @throws DuressException if the cohort's organs overlap, the network cannot take the patch, the loss is not
     *     finite, a checkpoint cannot be used, or the thread was interrupted
     */
    public static NetworkArchive train(
            Cohort cohort, List<Subject> subjects, Settings settings, Optional<Path> work, Progress progress) {
        if (cohort.sets().overlapping()) {
            throw new DuressException("cohort.organs " + cohort.organNames() + " overlap, and the standard U-Net gives"
                    + " each pixel one organ; train it on organs that share no label id");
        }
        int classes = cohort.sets().classes();
        Grid grid = settings.grid(cohort.grids());
        List<Slice> images =
                subjects.stream().flatMap(subject -> subject.slices().stream()).toList();
        List<String> organs =
                cohort.organs().stream().map(organ -> organ.name()).toList();
        Network network = Network.initialised(
                UNet.graph(
                        cohort.grids().get(0).rank(),
                        cohort.channels().size(),
                        settings.base(),
                        settings.levels(),
                        classes),
                settings.seed());
        NetworkTraining.run(
                "U-Net",
                network,
                grid,
                new NetworkTraining.Settings(settings.steps(), settings.batch(), settings.peakRate(), settings.seed()),
                (count, random) -> new Labelled(TrainingBatch.draw(images, grid, count, random), classes),
                work.map(UNetTrainer::checkpoint),
                progress);
        return DuressFormat.archive(
                network, organs, Map.of("settings", settings.toString(), "subjects", String.valueOf(subjects.size())));
    }

    /** Deletes the checkpoints of a folder, once what was trained is kept. */
    public static void forget(Path work) {
        new TrainingCheckpoint(checkpoint(work)).delete();
    }

    private static Path checkpoint(Path work) {
        return work.resolve("unet.checkpoint");
    }

    /**
     * Volume Dice per organ, averaged over the subjects that show it.
     *
     * @return one value in [0, 1] an organ; NaN for an organ that no subject shows
     */
    public static double[] dice(SegmentationModel model, List<Subject> subjects) {
        SegmentationModel padded = PaddedModel.fit(model, grids(subjects));
        List<List<Dice>> counts = new ArrayList<>();
        for (Subject subject : subjects) {
            List<Dice> sum = Dice.none(model.sets().organs());
            for (Slice slice : subject.slices()) {
                byte[] prediction = ClassMaps.argMax(padded.probabilities(ImageBatch.of(slice)), model.classes());
                sum = Dice.sum(sum, Dice.perOrgan(prediction, slice.classes(), model.sets()));
            }
            counts.add(sum);
        }
        double[] mean = new double[model.sets().organs()];
        Arrays.setAll(
                mean,
                organ -> Dice.mean(counts.stream()
                                .mapToDouble(subject -> subject.get(organ).score()))
                        .orElse(Double.NaN));
        return mean;
    }

    private static List<Grid> grids(List<Subject> subjects) {
        return subjects.stream()
                .flatMap(subject -> subject.slices().stream())
                .map(slice -> slice.grid().unspaced())
                .distinct()
                .toList();
    }

    private record Labelled(TrainingBatch batch, int classes) implements NetworkTraining.Batch {
        @Override
        public float[] pixels() {
            return batch.pixels();
        }

        @Override
        public double loss(float[] probabilities, float[] gradient) {
            return SegmentationLoss.of(probabilities, batch.classes(), classes, gradient);
        }
    }
}
