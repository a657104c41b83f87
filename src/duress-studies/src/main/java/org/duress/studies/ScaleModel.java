package org.duress.studies;

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
 * @param merged parts of a run that reads what others made of each slice: its code is not warm from an attack
 * @param bytes of a slice in a shard
 */
record ScaleModel(Map<ScalePart, Line> parts, Map<ScalePart, Line> merged, double bytes) {
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
        static final Line NONE = new Line(0, 0);

        static Line through(double x1, double y1, double x2, double y2) {
            double slope = Math.max(0, (y2 - y1) / (x2 - x1));
            return new Line(Math.max(0, y1 - slope * x1), slope);
        }

        double at(double slices) {
            return constant + slope * slices;
        }
    }

    /** A cohort of one size, gated on one machine, and attacked elsewhere and merged. */
    record Size(ScaleRun whole, ScaleRun shard, ScaleRun merged) {}

    /** The model of two sizes. */
    static ScaleModel of(Size small, Size large) {
        return new ScaleModel(
                lines(small.whole(), large.whole()),
                lines(small.merged(), large.merged()),
                (double) large.shard().bytes() / large.shard().slices());
    }

    private static Map<ScalePart, Line> lines(ScaleRun small, ScaleRun large) {
        Map<ScalePart, Line> lines = new EnumMap<>(ScalePart.class);
        for (ScalePart part : ScalePart.values()) {
            lines.put(part, Line.through(small.slices(), small.seconds(part), large.slices(), large.seconds(part)));
        }
        return lines;
    }

    private double at(ScalePart part, double slices) {
        return parts.getOrDefault(part, Line.NONE).at(slices);
    }

    private static double all(Map<ScalePart, Line> lines, int slices) {
        return lines.values().stream().mapToDouble(line -> line.at(slices)).sum();
    }

    /** A gate on one machine that finds no attacker in its store. */
    double alone(int slices) {
        return all(parts, slices);
    }

    /** One of several equal shards, of an attacker that is in the store. */
    double shard(int slices, int of) {
        return at(ScalePart.START, slices) + at(ScalePart.OPEN, slices) + at(ScalePart.ATTACK, slices / (double) of);
    }

    /** What puts shards together does everything but train and attack. */
    double merge(int slices) {
        return all(merged, slices);
    }

    /** To read and add up what others made of the slices. */
    double reading(int slices) {
        return merged.getOrDefault(ScalePart.ATTACK, Line.NONE).at(slices);
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
            Line line = parts.getOrDefault(part, Line.NONE);
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
}
