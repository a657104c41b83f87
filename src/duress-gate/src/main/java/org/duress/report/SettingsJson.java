package org.duress.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.OptionalDouble;
import org.duress.spec.key.Key;
import org.duress.spec.key.Values;

/** Settings in {@code verdict.json}, under the names of their keys. */
final class SettingsJson {
    private SettingsJson() {}

    /** A number as a number, null where there is none, constants by their own names. */
    static void put(ObjectNode json, Values settings, Key<?, ?>... keys) {
        for (Key<?, ?> key : keys) {
            Object value = settings.get(key);
            if (value instanceof Double number) {
                VerdictJson.put(json, key.local(), number);
            } else if (value instanceof OptionalDouble number) {
                VerdictJson.put(json, key.local(), number.orElse(Double.NaN));
            } else if (value instanceof Number number) {
                json.put(key.local(), number.longValue());
            } else if (value instanceof Collection<?> some) {
                ArrayNode names = json.putArray(key.local());
                some.stream().sorted().map(String::valueOf).forEach(names::add);
            } else {
                json.put(key.local(), String.valueOf(value));
            }
        }
    }
}
