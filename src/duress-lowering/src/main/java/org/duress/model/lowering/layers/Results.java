package org.duress.model.lowering.layers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.duress.model.lowering.Value;

/**
 * What the layers of a file give, lowered one after the other.
 *
 * @param <K> names a result
 */
public final class Results<K> {
    private final Map<K, Value> values = new HashMap<>();

    /** Knows a result that no layer gives: the image. */
    public void put(K name, Value value) {
        values.put(name, value);
    }

    /**
     * Lowers a layer.
     *
     * @param inputs names of results that are known
     * @throws IllegalArgumentException if it cannot take them, with the layer's place
     */
    public void lower(K name, List<K> inputs, LayerSettings layer, Function<List<Value>, Value> rule) {
        List<Value> read = inputs.stream()
                .map(input -> Objects.requireNonNull(values.get(input)))
                .toList();
        try {
            values.put(name, rule.apply(read));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(layer.where() + ": " + e.getMessage(), e);
        }
    }

    /** A result; empty where nothing gives it. */
    public Optional<Value> find(K name) {
        return Optional.ofNullable(values.get(name));
    }
}
