package org.duress.store;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.attack.substitute.SubstituteTrainer;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.SubstituteSettings;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Key;
import org.duress.spec.key.Trained;
import org.duress.spec.key.Values;

/** What a trained attacker or substitute depends on, and nothing else: two runs with the same key may share it. */
public final class AttackerKey {
    private AttackerKey() {}

    /**
     * The key of one attacker.
     *
     * @param modelFingerprint fingerprint of the model that gives the gradients
     * @param trainingFingerprint fingerprint of the attacker-training images
     * @param attack the settings; what does not influence training is left out
     * @param budget what an attacker is held to that is trained at the budget; others do not depend on it
     * @return SHA-256, lower-case hex
     */
    public static String of(String modelFingerprint, String trainingFingerprint, AttackSpec attack, BudgetSpec budget) {
        return of(modelFingerprint, trainingFingerprint, attack, budget, VaeGanTrainer.VERSION);
    }

    static String of(
            String modelFingerprint,
            String trainingFingerprint,
            AttackSpec attack,
            BudgetSpec budget,
            int codeVersion) {
        Fingerprint start = start(codeVersion, modelFingerprint, trainingFingerprint);
        if (attack.vaeGan().training() == AttackerTraining.BUDGET) {
            add(start, Trained.ATTACKER, Stream.of(BudgetSpec.KEYS), Values.of(budget));
        }
        return add(start, Trained.ATTACKER, Stream.of(AttackSpec.KEYS, VaeGanSettings.KEYS), attack.values())
                .hex();
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
                        attack.values())
                .hex();
    }

    private static Fingerprint start(int codeVersion, String model, String training) {
        return new Fingerprint()
                .add("code version", codeVersion)
                .add("model", model)
                .add("training data", training);
    }

    /** In the order of the keys, which is part of what is stored: a new one goes to an end. */
    private static Fingerprint add(
            Fingerprint fingerprint, Trained trained, Stream<? extends List<? extends Key<?, ?>>> keys, Values values) {
        keys.flatMap(List::stream).forEach(key -> {
            Object value = values.get(key);
            key.part(trained, value).ifPresent(part -> add(fingerprint, part, value));
        });
        return fingerprint;
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
