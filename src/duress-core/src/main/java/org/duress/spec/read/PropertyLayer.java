package org.duress.spec.read;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One source of properties.
 *
 * @param name what one of its properties is called in messages, for example {@code system property}
 * @param lookup finds a value by its key
 * @param keys the keys that it has, where it can tell; only these can be found to be mistyped
 */
public record PropertyLayer(String name, Function<String, Optional<String>> lookup, Collection<String> keys) {
    public PropertyLayer {
        keys = List.copyOf(keys);
    }

    /** The system properties, with the keys that are set now. */
    public static PropertyLayer system() {
        return new PropertyLayer(
                "system property",
                key -> Optional.ofNullable(System.getProperty(key)),
                System.getProperties().stringPropertyNames());
    }
}
