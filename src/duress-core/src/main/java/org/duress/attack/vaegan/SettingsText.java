package org.duress.attack.vaegan;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.spec.VaeGanSettings;

/** Settings as text properties, component by component. */
final class SettingsText {
    private SettingsText() {}

    static Map<String, String> write(VaeGanSettings settings, String prefix) {
        Map<String, String> text = new LinkedHashMap<>();
        try {
            for (RecordComponent component : VaeGanSettings.class.getRecordComponents()) {
                text.put(
                        prefix + component.getName(),
                        String.valueOf(component.getAccessor().invoke(settings)));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return text;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if a component is missing or mistyped
     */
    static VaeGanSettings read(Map<String, String> text, String prefix) {
        RecordComponent[] components = VaeGanSettings.class.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            String value = text.get(prefix + components[i].getName());
            if (value == null) {
                throw new IllegalArgumentException("it lacks the setting " + components[i].getName());
            }
            values[i] = value(components[i].getType(), value);
        }
        try {
            Constructor<VaeGanSettings> constructor = VaeGanSettings.class.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == double.class) {
            return Double.valueOf(text);
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has the unknown value '" + text + "'"));
    }
}
