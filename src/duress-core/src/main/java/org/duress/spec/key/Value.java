package org.duress.spec.key;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A setting before it is understood; the same for YAML, properties and annotations. */
public sealed interface Value {
    Origin origin();

    /** How a text was written, which decides what it may be read as. */
    enum Style {
        /** Unquoted in YAML: a text or a number. */
        PLAIN,
        /** Quoted in YAML: a text only. */
        QUOTED,
        /** From a property or an annotation: a text, a number, or a list or block without its brackets. */
        LOOSE
    }

    record Text(Origin origin, String text, Style style) implements Value {
        boolean empty() {
            return style == Style.PLAIN && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }
    }

    record Items(Origin origin, List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Keys with their values, in the order they were written; each value's origin is the origin of its key. */
    record Block(Origin origin, Map<String, Value> entries) implements Value {
        public Block {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }
}
