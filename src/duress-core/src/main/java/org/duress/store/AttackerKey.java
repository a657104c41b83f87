package org.duress.store;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.attack.substitute.SubstituteTrainer;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.spec.AttackSpec;
import org.duress.spec.SubstituteSettings;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Key;
import org.duress.spec.key.Trained;

/** What a trained attacker or substitute depends on, and nothing else: two runs with the same key may share it. */
public final class AttackerKey {
    private AttackerKey() {}

    /**
     * The key of one attacker.
     *
     * @param modelFingerprint fingerprint of the model that gives the gradients
     * @param trainingFingerprint fingerprint of the attacker-training images
     * @param attack the settings; what does not influence training is left out
     * @return SHA-256, lower-case hex
     */
    public static String of(String modelFingerprint, String trainingFingerprint, AttackSpec attack) {
        return of(modelFingerprint, trainingFingerprint, attack, VaeGanTrainer.VERSION);
    }

    static String of(String modelFingerprint, String trainingFingerprint, AttackSpec attack, int codeVersion) {
        return add(
                start(codeVersion, modelFingerprint, trainingFingerprint),
                Trained.ATTACKER,
                Stream.of(AttackSpec.KEYS, VaeGanSettings.KEYS),
                attack);
    }

    /**
     * The key of one substitute.
     *
     * @param modelFingerprint fingerprint of the model that it learns from
     * @param trainingFingerprint fingerprint of the attacker-training images
     * @return SHA-256, lower-case hex
     */
    public static String ofSubstitute(String modelFingerprint, String trainingFingerprint, AttackSpec attack) {
        return ofSubstitute(modelFingerprint, trainingFingerprint, attack, SubstituteTrainer.VERSION);
    }

    static String ofSubstitute(
            String modelFingerprint, String trainingFingerprint, AttackSpec attack, int codeVersion) {
        return add(
                start(codeVersion, modelFingerprint, trainingFingerprint),
                Trained.SUBSTITUTE,
                Stream.of(SubstituteSettings.KEYS, AttackSpec.KEYS),
                attack);
    }

    private static Fingerprint start(int codeVersion, String model, String training) {
        return new Fingerprint()
                .add("code version", codeVersion)
                .add("model", model)
                .add("training data", training);
    }

    /** In the order of the keys, which is part of what is stored: a new one goes to an end. */
    private static String add(
            Fingerprint fingerprint,
            Trained trained,
            Stream<? extends List<? extends Key<?, ?>>> keys,
            AttackSpec attack) {
        keys.flatMap(List::stream)
                .forEach(key -> key.part(trained)
                        .ifPresent(
                                part -> add(fingerprint, part, attack.values().get(key))));
        return fingerprint.hex();
    }

    private static void add(Fingerprint fingerprint, String part, Object value) {
        if (value instanceof Double number) {
            fingerprint.add(part, number);
        } else if (value instanceof Integer || value instanceof Long) {
            fingerprint.add(part, ((Number) value).longValue());
        } else if (value instanceof Collection<?> values) {
            fingerprint.add(part, values.stream().map(String::valueOf).sorted().collect(Collectors.joining(",")));
        } else {
            fingerprint.add(part, String.valueOf(value));
        }
    }
}
