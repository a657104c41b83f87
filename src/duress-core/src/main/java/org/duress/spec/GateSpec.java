package org.duress.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the model must withstand.
 *
 * @param maxDiceDrop largest relative fall of any organ's Dice, in (0, 1]
 * @param organs the same for single organs, by name; overrides {@code maxDiceDrop}
 * @param decision what of the measured fall is held against these limits
 * @param reference the label that attacked segmentations are compared with
 */
public record GateSpec(double maxDiceDrop, Map<String, Double> organs, Decision decision, Reference reference) {

    public GateSpec {
        organs = Collections.unmodifiableMap(new LinkedHashMap<>(organs));
    }

    /** Largest relative fall allowed for one organ, in (0, 1]. */
    public double maxDiceDrop(String organ) {
        return organs.getOrDefault(organ, maxDiceDrop);
    }
}
