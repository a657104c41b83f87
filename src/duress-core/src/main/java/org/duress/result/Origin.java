package org.duress.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was judged, and by what: enough to repeat it.
 *
 * @param device the device that computed it, for example {@code cpu}
 * @param seed the seed that was used
 * @param modelFingerprint SHA-256 (hex) of the model's architecture and weights
 * @param modelProvenance where the model came from, by name, as far as the fingerprint does not say: server, version,
 *     digest of an image; in the order to show
 * @param dataFingerprint SHA-256 (hex) of images and labels of attacker and gate subjects
 */
public record Origin(
        String device,
        long seed,
        String modelFingerprint,
        Map<String, String> modelProvenance,
        String dataFingerprint) {
    public Origin {
        // Not Map.copyOf, whose order differs from one JVM to the next.
        modelProvenance = Collections.unmodifiableMap(new LinkedHashMap<>(modelProvenance));
    }
}
