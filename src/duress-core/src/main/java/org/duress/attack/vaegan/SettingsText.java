package org.duress.attack.vaegan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.spec.VaeGanSettings;
import org.duress.spec.key.Key;
import org.duress.spec.key.Values;

/** Settings as text properties, key by key. */
final class SettingsText {
    private SettingsText() {}

    static Map<String, String> write(VaeGanSettings settings, String prefix) {
        Map<String, String> text = new LinkedHashMap<>();
        VaeGanSettings.KEYS.forEach(key -> text.put(prefix + key.local(), String.valueOf(key.of(settings))));
        return text;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if a setting is missing, mistyped or out of range
     */
    static VaeGanSettings read(Map<String, String> text, String prefix) {
        return VaeGanSettings.of(new Values() {
            @Override
            public <T> T get(Key<?, T> key) {
                String value = text.get(prefix + key.local());
                if (value == null) {
                    throw new IllegalArgumentException("it lacks the setting " + key.local());
                }
                return key.parse(value);
            }
        });
    }
}
