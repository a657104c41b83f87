package org.duress.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A setting before it is understood; the same for YAML, properties and annotations. */
sealed interface Value {
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

        /**
         * Lays a stronger spec over this one. Blocks are merged key by key; anything else is replaced, and so are the
         * organs of a cohort, whose order is the order of the model's classes. Who says where the model is says all
         * about that: what the weaker spec says of a file, a server or a container is left out.
         */
        Block under(Block stronger) {
            return under(stronger, "");
        }

        private Block under(Block stronger, String path) {
            Map<String, Value> merged = new LinkedHashMap<>(entries);
            if (path.equals(".model") && ModelParser.SOURCES.stream().anyMatch(stronger.entries::containsKey)) {
                merged.keySet().removeAll(ModelParser.SOURCE_KEYS);
            }
            stronger.entries.forEach((key, above) -> {
                String full = path + "." + key;
                Value value = above;
                if (merged.get(key) instanceof Block below
                        && above instanceof Block block
                        && !full.equals(".cohort.organs")) {
                    value = below.under(block, full);
                }
                merged.put(key, value);
            });
            return new Block(origin, merged);
        }
    }
}
