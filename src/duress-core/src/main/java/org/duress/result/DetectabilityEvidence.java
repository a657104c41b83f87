package org.duress.result;

import java.util.Optional;

/**
 * How well small detectors tell the perturbed images that count from clean ones.
 *
 * @param area under the curve of true against false alarms, in [0, 1]; 0.5: not at all; NaN where it was not measured
 * @param interval of it over the gate subjects
 * @param perturbed images that had to be told from clean ones
 * @param clean images that they had to be told from
 * @param unmeasured why it was not measured, in a few words; empty where it was
 */
public record DetectabilityEvidence(
        double area, Interval interval, int perturbed, int clean, Optional<String> unmeasured) {
    /** Nothing was measured, for this reason. */
    public static DetectabilityEvidence none(String reason) {
        return new DetectabilityEvidence(Double.NaN, Interval.UNKNOWN, 0, 0, Optional.of(reason));
    }

    /** Whether it surely lies above a limit: the whole interval does, or the area where there is no interval. */
    public boolean above(double limit) {
        return unmeasured.isEmpty() && (Double.isNaN(interval.low()) ? area : interval.low()) > limit;
    }
}
