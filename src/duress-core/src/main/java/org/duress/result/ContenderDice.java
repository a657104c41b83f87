package org.duress.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one attack did to one organ; as in {@link OrganEvidence}.
 *
 * @param attackedDice against the spec's reference
 * @param relativeDrop of the clean Dice
 * @param dropInterval 95 % bootstrap interval of {@code relativeDrop} over subjects
 * @param subjects attacked Dice, as {@code attackedDice}, of each gate subject that shows the organ, by id
 */
public record ContenderDice(
        String organ, double attackedDice, double relativeDrop, Interval dropInterval, Map<String, Double> subjects) {
    public ContenderDice {
        // Not Map.copyOf, whose order differs from one JVM to the next.
        subjects = Collections.unmodifiableMap(new LinkedHashMap<>(subjects));
    }
}
