package org.duress.spec.key;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes the keys of one record of settings.
 *
 * @param name of the block of a spec that they stand in; empty for the spec itself
 * @param owner the record
 */
public record Block<S extends Record>(String name, Class<S> owner) {
    /** A key with a default. */
    public <T> Key<S, T> key(String key, Function<S, T> accessor, Kind<T> kind, T byDefault, String meaning) {
        return Key.of(owner, full(key), accessor, kind, byDefault, meaning);
    }

    /** A key that must be set, wherever it has a meaning. */
    public <T> Key<S, T> required(String key, Function<S, T> accessor, Kind<T> kind, String meaning) {
        return Key.of(owner, full(key), accessor, kind, null, meaning);
    }

    /**
     * The keys of the record: those that its maker asks for, in that order, so that none can be forgotten.
     *
     * @param maker makes the record from the value of each key, all of which have defaults
     */
    @SuppressWarnings("unchecked") // a key whose owner is S has S as its first type
    public List<Key<S, ?>> keys(Function<Values, S> maker) {
        List<Key<S, ?>> asked = new ArrayList<>();
        S unused = maker.apply(new Values() {
            @Override
            public <T> T get(Key<?, T> key) {
                if (key.owner() == owner) {
                    asked.add((Key<S, ?>) key);
                }
                return Values.DEFAULTS.get(key);
            }
        });
        return List.copyOf(asked);
    }

    private String full(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }
}
