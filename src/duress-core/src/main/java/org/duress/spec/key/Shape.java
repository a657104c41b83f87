package org.duress.spec.key;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of a block that is the value of one setting, as in {@code gate.shifts: {severity: 3}}: whoever reads it lets
 * these in, and editors offer them.
 *
 * @param members what each is, in the order in which messages name them
 * @param required those that must be there
 */
public record Shape(Map<String, Schema> members, List<String> required) {
    /** A block without keys. */
    public static final Shape EMPTY = new Shape(Map.of(), List.of());

    public Shape {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        required = List.copyOf(required);
    }

    /** The same with a key that may be left out. */
    public Shape with(String name, Schema schema) {
        Map<String, Schema> all = new LinkedHashMap<>(members);
        all.put(name, schema);
        return new Shape(all, required);
    }

    /** The same with a key that must be there. */
    public Shape requiring(String name, Schema schema) {
        List<String> all = new ArrayList<>(required);
        all.add(name);
        return new Shape(with(name, schema).members, all);
    }

    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    public Schema schema() {
        return Schema.block(members).requiring(required);
    }
}
