package org.duress.result;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.duress.spec.Contender;

/**
 * Wall time in seconds.
 *
 * @param train to train or load the attacker
 * @param attack to attack and judge the gate subjects
 * @param total of the whole gate
 * @param contenders the part of {@code attack} of each that was tried: its search, and the judging of what it proposed
 */
public record Durations(double train, double attack, double total, Map<Contender, Double> contenders) {
    public Durations {
        Map<Contender, Double> inOrder = new EnumMap<>(Contender.class);
        inOrder.putAll(contenders);
        contenders = Collections.unmodifiableMap(inOrder);
    }

    /** Seconds of one contender; NaN for one that was not tried. */
    public double of(Contender contender) {
        return contenders.getOrDefault(contender, Double.NaN);
    }
}
