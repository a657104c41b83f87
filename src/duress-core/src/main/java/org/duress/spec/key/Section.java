package org.duress.spec.key;

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
public record Section(String key, Value.Block block) implements Values {
    /** Refuses every key that is not known. */
    public Section only(List<String> known) {
        block.entries().forEach((name, value) -> {
            if (!known.contains(name)) {
                throw unknown(value.origin(), name, key, known);
            }
        });
        return this;
    }

    /** Refuses every key that is not one of a shape's. */
    public Section only(Shape shape) {
        return only(shape.names());
    }

    public Optional<Setting> find(String name) {
        return Optional.ofNullable(block.entries().get(name)).map(value -> new Setting(full(name), value));
    }

    public Setting get(String name) {
        return find(name).orElseThrow(() -> block.origin().error("key '" + full(name) + "' is missing; add it"));
    }

    /** What is set, or the key's default, or the news that it is missing. */
    @Override
    public <T> T get(Key<?, T> key) {
        Optional<Setting> set = find(key.local());
        return set.isEmpty() && key.byDefault().isPresent()
                ? key.byDefault().get()
                : key.kind().reader().apply(set.orElseGet(() -> get(key.local())));
    }

    /** What is set, whether there is a default or not. */
    public <T> T required(Key<?, T> key) {
        return key.kind().reader().apply(get(key.local()));
    }

    /** The setting of a key, where there is one. */
    public Optional<Setting> find(Key<?, ?> key) {
        return find(key.local());
    }

    /** All keys with their values, in the order they were written. */
    public <T> Map<String, T> map(Function<Setting, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        block.entries().forEach((name, value) -> values.put(name, reader.apply(new Setting(full(name), value))));
        return values;
    }

    private static DuressException unknown(Origin origin, String name, String key, List<String> known) {
        String nearest = NearestKey.of(name, known);
        return origin.error("unknown key '" + name + "'" + (key.isEmpty() ? "" : " in '" + key + "'")
                + "; did you mean '" + nearest + "'?");
    }

    private String full(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}
