package org.duress.spec;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;

/**
 * How a spec file is put together. Of this nothing is left in the settings of a test: what reads specs has done it.
 *
 * @param base the file whose settings this one lays its own over
 * @param matrix values of keys, of which each spec that the file stands for has one a key
 */
public record SpecComposition(Optional<Path> base, Map<String, List<Setting>> matrix) {
    private static final Block<SpecComposition> BLOCK = new Block<>("", SpecComposition.class);

    public static final Key<SpecComposition, Optional<Path>> EXTENDS = BLOCK.key(
                    "extends",
                    SpecComposition::base,
                    Kind.optional(Kind.PATH),
                    Optional.empty(),
                    "a spec file whose keys hold where this file says nothing, the name aside")
            .otherwise("none");

    /** Any but the name, which tells the specs apart. */
    private static final List<Key<?, ?>> VARIED =
            SpecKeys.ALL.stream().filter(key -> key != RobustnessSpec.NAME).toList();

    public static final Key<SpecComposition, Map<String, List<Setting>>> MATRIX = BLOCK.key(
                    "matrix",
                    SpecComposition::matrix,
                    Kind.of(
                            "a block of keys with lists, such as {attack.xi: [1.0, 2.0], attack.seed: [7, 8]}",
                            schema(),
                            SpecComposition::matrix),
                    Map.<String, List<Setting>>of(),
                    "values of keys: the file stands for one spec for each of their combinations")
            .otherwise("none, and the file for one spec");

    public static final List<Key<SpecComposition, ?>> KEYS = List.of(EXTENDS, MATRIX);

    public SpecComposition {
        matrix = Collections.unmodifiableMap(new LinkedHashMap<>(matrix));
    }

    private static Schema schema() {
        Map<String, Schema> lists = new LinkedHashMap<>();
        VARIED.forEach(key -> lists.put(
                key.name(),
                Schema.list(Schema.reference(key.name().split("\\.")), 1).distinct()));
        return Schema.block(lists).with("minProperties", 1);
    }

    private static Map<String, List<Setting>> matrix(Setting setting) {
        Section section = setting.section();
        VARIED.stream().filter(key -> !key.block().isEmpty()).forEach(key -> refuseLocal(setting, key));
        Map<String, List<Setting>> matrix = section.only(
                        VARIED.stream().map(Key::name).toList())
                .map(list -> {
                    List<Setting> values = list.items("a list of values, as in [1.0, 2.0]");
                    if (values.isEmpty()) {
                        throw list.error("must list at least one value");
                    }
                    return values;
                });
        if (matrix.isEmpty()) {
            throw setting.error("must name at least one key with its values, as in {attack.xi: [1.0, 2.0]}");
        }
        return matrix;
    }

    private static void refuseLocal(Setting setting, Key<?, ?> key) {
        if (setting.section().find(key).isPresent()) {
            throw setting.error("has the key '" + key.local() + "'; write it with its block, as '" + key + "'");
        }
    }
}
