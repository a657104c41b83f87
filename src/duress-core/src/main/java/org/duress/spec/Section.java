package org.duress.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duress.DuressException;

/**
 * The settings below one key.
 *
 * @param key full key of the block; empty for the whole spec
 */
record Section(String key, Value.Block block) {
    /** Refuses every key that is not known. */
    Section only(List<String> known) {
        block.entries().forEach((name, value) -> {
            if (!known.contains(name)) {
                throw unknown(value.origin(), name, key, known);
            }
        });
        return this;
    }

    Optional<Setting> find(String name) {
        return Optional.ofNullable(block.entries().get(name)).map(value -> new Setting(full(name), value));
    }

    Setting get(String name) {
        return find(name).orElseThrow(() -> block.origin().error("key '" + full(name) + "' is missing; add it"));
    }

    <T> T get(String name, Function<Setting, T> reader, T byDefault) {
        return find(name).map(reader).orElse(byDefault);
    }

    /** All keys with their values, in the order they were written. */
    <T> Map<String, T> map(Function<Setting, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        block.entries().forEach((name, value) -> values.put(name, reader.apply(new Setting(full(name), value))));
        return values;
    }

    static DuressException unknown(Origin origin, String name, String key, List<String> known) {
        String nearest = NearestKey.of(name, known);
        return origin.error("unknown key '" + name + "'" + (key.isEmpty() ? "" : " in '" + key + "'")
                + "; did you mean '" + nearest + "'?");
    }

    private String full(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}
