package org.duress.studies;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long a gate takes, from what two sizes of it took: each part is a straight line in the number of gate slices.
 * Every machine is like the one that was measured, and works for itself; what is sent goes over one network card.
 *
 * @param parts of a gate on one machine
 * @param reading seconds to read and add up what others made of a slice
 * @param bytes of a slice in a shard
 */
record ScaleModel(Map<ScalePart, Line> parts, double reading, double bytes) {
    /** What one machine can take in from others. */
    static final double BYTES_A_SECOND = 1e9;

    /** What executors share. */
    private static final Set<ScalePart> SHARED =
            EnumSet.of(ScalePart.BASELINE, ScalePart.LOOK, ScalePart.ATTACK, ScalePart.SHARE);

    private static final int PLANTS = 16;
    private static final String WORK = "the model";
    private static final String OPENING = "opening the data";
    private static final String TRAINING = "training";
    private static final String JUDGING = "judging";
    private static final String ADDING = "adding up";
    private static final String NETWORK = "the driver's network";

    /** Seconds by slices: no less than nothing. */
    record Line(double constant, double slope) {
        static Line through(double x1, double y1, double x2, double y2) {
            double slope = Math.max(0, (y2 - y1) / (x2 - x1));
            return new Line(Math.max(0, y1 - slope * x1), slope);
        }

        double at(double slices) {
            return constant + slope * slices;
        }
    }

    /**
     * The model of two runs on one machine, and of a third that read what others had done.
     *
     * @param merged with every slice attacked elsewhere
     * @param bytes of all shards that it read
     */
    static ScaleModel of(ScaleRun small, ScaleRun large, ScaleRun merged, long bytes) {
        Map<ScalePart, Line> parts = new EnumMap<>(ScalePart.class);
        for (ScalePart part : ScalePart.values()) {
            parts.put(part, Line.through(small.slices(), small.seconds(part), large.slices(), large.seconds(part)));
        }
        return new ScaleModel(
                parts, merged.seconds(ScalePart.ATTACK) / merged.slices(), (double) bytes / merged.slices());
    }

    private double at(ScalePart part, double slices) {
        return parts.getOrDefault(part, new Line(0, 0)).at(slices);
    }

    /** A gate on one machine that finds no attacker in its store. */
    double alone(int slices) {
        return Arrays.stream(ScalePart.values())
                .mapToDouble(part -> at(part, slices))
                .sum();
    }

    /** One of several equal shards, of an attacker that is in the store. */
    double shard(int slices, int of) {
        return at(ScalePart.START, slices) + at(ScalePart.OPEN, slices) + at(ScalePart.ATTACK, slices / (double) of);
    }

    /** What puts shards together does everything but train and attack. */
    double merge(int slices) {
        return alone(slices) - at(ScalePart.TRAIN, slices) - at(ScalePart.ATTACK, slices) + reading(slices);
    }

    /** All shards side by side, each on a machine, and then the merge; the attacker is trained before. */
    double shards(int slices, int of) {
        return at(ScalePart.TRAIN, slices) + shard(slices, of) + merge(slices);
    }

    /** A cluster whose executors do all that asks the model, while the driver adds up what they send. */
    double cluster(int slices, int executors) {
        Map<String, Double> waits = waits(slices, executors);
        double atOnce =
                Stream.of(WORK, ADDING, NETWORK).mapToDouble(waits::get).max().orElseThrow();
        return atOnce
                + Stream.of(OPENING, TRAINING, JUDGING).mapToDouble(waits::get).sum();
    }

    /** What a cluster waits for longest. */
    String bound(int slices, int executors) {
        return waits(slices, executors).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private Map<String, Double> waits(int slices, int executors) {
        double work = 0;
        for (ScalePart part : SHARED) {
            Line line = parts.getOrDefault(part, new Line(0, 0));
            // Canaries are few.
            work += line.constant() / Math.min(executors, PLANTS) + line.slope() * slices / executors;
        }
        return Map.of(
                WORK,
                work,
                OPENING,
                at(ScalePart.START, slices) + at(ScalePart.OPEN, slices),
                TRAINING,
                at(ScalePart.TRAIN, slices),
                JUDGING,
                at(ScalePart.JUDGE, slices),
                ADDING,
                reading(slices),
                NETWORK,
                bytes * slices / BYTES_A_SECOND);
    }

    private double reading(int slices) {
        return reading * slices;
    }
}
