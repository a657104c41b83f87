package org.duress.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Subjects that hold the same images: the attacker may train on what the model is judged on, or a patient counts twice.
 */
final class Twins {
    private Twins() {}

    /** A warning that names the first pair; empty where all differ. */
    static Optional<String> of(List<Subject> subjects) {
        Map<String, String> known = new HashMap<>();
        for (Subject subject : subjects) {
            Digest digest = new Digest();
            subject.slices().forEach(slice -> digest.add(slice.image()));
            String twin = known.putIfAbsent(digest.hex(), subject.id());
            if (twin != null) {
                return Optional.of(
                        "subjects " + twin + " and " + subject.id() + " hold the same images, so that one may"
                                + " train the attacker on which the other is judged; remove one");
            }
        }
        return Optional.empty();
    }
}
