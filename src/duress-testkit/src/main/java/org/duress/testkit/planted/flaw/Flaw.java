package org.duress.testkit.planted.flaw;

import java.util.List;
import java.util.Set;

/**
 * One weakness: where all its conditions hold, its harm is done, to the degree that is the product of theirs.
 *
 * @param slices the clean slices near which it is there at all
 */
public record Flaw(List<Condition> conditions, Harm harm, Set<Integer> slices) {
    /** One reading that must be as a gate wants it. */
    public record Condition(Trigger trigger, Gate gate) {}

    public Flaw {
        conditions = List.copyOf(conditions);
        slices = Set.copyOf(slices);
    }

    /** The degree to which it is open for an image, in [0, 1]. */
    double open(float[] image, int slice) {
        if (!slices.contains(slice)) {
            return 0;
        }
        double open = 1;
        for (Condition condition : conditions) {
            open *= condition.gate().open(condition.trigger().reading(image, slice));
        }
        return open;
    }

    /** Adds dL/dI for a gradient dL/d(open), from {@code offset} on. */
    void addPullback(float[] image, int slice, double gradient, float[] into, int offset) {
        if (!slices.contains(slice)) {
            return;
        }
        for (int own = 0; own < conditions.size(); own++) {
            double others = gradient;
            for (int other = 0; other < conditions.size(); other++) {
                Condition condition = conditions.get(other);
                double reading = condition.trigger().reading(image, slice);
                others *= other == own
                        ? condition.gate().slope(reading)
                        : condition.gate().open(reading);
            }
            if (others != 0) {
                conditions.get(own).trigger().addPullback(image, slice, others, into, offset);
            }
        }
    }
}
