package org.duress.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.spec.SpecKeys;
import org.duress.spec.key.Key;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The attributes of an annotation that are keys of a spec: those with the name of a key. One that has its default sets
 * nothing, so that the key's own default holds.
 *
 * @param pairs splits texts such as {@code liver=6}, given the key that they are said of
 */
record Attributes(Annotation annotation, BiFunction<String, String[], Map<String, String>> pairs) {
    /** Attributes that have another name than their key. */
    private static final Map<String, String> NAMES = Map.of(
            "cohort.subjects", "phantomSubjects",
            "cohort.slices", "phantomSlices",
            "budget.perceptibility", "maxPerceptibility");

    /** What is set of a block of a spec; of the spec itself for the empty name. */
    Map<String, Object> settings(String block) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Key<?, ?> key : SpecKeys.of(block)) {
            attribute(annotation.annotationType(), key).ifPresent(attribute -> {
                // An attribute of an annotation is never null.
                Object value = Objects.requireNonNull(ReflectionSupport.invokeMethod(attribute, annotation));
                if (!Objects.deepEquals(value, attribute.getDefaultValue())) {
                    settings.put(key.local(), value(key, value));
                }
            });
        }
        return settings;
    }

    /** The attribute for a key, where there is one; what is made of annotations itself is none. */
    static Optional<Method> attribute(Class<? extends Annotation> type, Key<?, ?> key) {
        String name = NAMES.getOrDefault(key.name(), key.local());
        return ReflectionSupport.findMethod(type, name)
                .filter(method -> !method.getReturnType().isArray()
                        || !method.getReturnType().getComponentType().isAnnotation());
    }

    /** The local names of the keys of a block that attributes of an annotation set, those of annotations too. */
    static Set<String> attributes(Class<? extends Annotation> type, String block) {
        return SpecKeys.of(block).stream()
                .filter(key -> ReflectionSupport.findMethod(type, NAMES.getOrDefault(key.name(), key.local()))
                        .isPresent())
                .map(Key::local)
                .collect(Collectors.toSet());
    }

    private Object value(Key<?, ?> key, Object value) {
        if (key.kind().block() && value instanceof String[] texts) {
            return pairs.apply(key.name(), texts);
        }
        return value.getClass().isArray() ? items(value) : value;
    }

    /** The items of an array of any type. */
    static List<Object> items(Object array) {
        return IntStream.range(0, Array.getLength(array))
                .mapToObj(i -> Array.get(array, i))
                .toList();
    }
}
