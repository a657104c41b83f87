package org.duress.store;

import java.lang.reflect.RecordComponent;
import java.util.stream.Collectors;
import org.duress.attack.vaegan.VaeGanTrainer;
import org.duress.spec.AttackSpec;
import org.duress.spec.VaeGanSettings;

/** What a trained attacker depends on, and nothing else: two runs with the same key may share it. */
public final class AttackerKey {
    private AttackerKey() {}

    /**
     * The key of one attacker.
     *
     * @param modelFingerprint fingerprint of the model under test
     * @param trainingFingerprint fingerprint of the attacker-training images
     * @param attack the settings; the number of samples is left out, it does not influence training
     * @return SHA-256, lower-case hex
     */
    public static String of(String modelFingerprint, String trainingFingerprint, AttackSpec attack) {
        return of(modelFingerprint, trainingFingerprint, attack, VaeGanTrainer.VERSION);
    }

    static String of(String modelFingerprint, String trainingFingerprint, AttackSpec attack, int codeVersion) {
        Fingerprint fingerprint = new Fingerprint()
                .add("code version", codeVersion)
                .add("model", modelFingerprint)
                .add("training data", trainingFingerprint)
                .add("xi", attack.xi())
                .add("fields", attack.fields().stream().map(Enum::name).sorted().collect(Collectors.joining(",")))
                .add("steps", attack.steps())
                .add("batch", attack.batch())
                .add("seed", attack.seed());
        // By reflection, so that a new setting can never be forgotten here.
        for (RecordComponent component : VaeGanSettings.class.getRecordComponents()) {
            addSetting(fingerprint, component, attack.vaeGan());
        }
        return fingerprint.hex();
    }

    private static void addSetting(Fingerprint fingerprint, RecordComponent component, VaeGanSettings settings) {
        Object value;
        try {
            value = component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings are a public record", e);
        }
        if (value instanceof Double number) {
            fingerprint.add(component.getName(), number);
        } else if (value instanceof Integer number) {
            fingerprint.add(component.getName(), number.longValue());
        } else {
            fingerprint.add(component.getName(), String.valueOf(value));
        }
    }
}
