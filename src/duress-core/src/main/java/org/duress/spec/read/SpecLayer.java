package org.duress.spec.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.key.Key;
import org.duress.spec.key.Origin;
import org.duress.spec.key.Section;
import org.duress.spec.key.Source;
import org.duress.spec.key.Value;
import org.duress.spec.key.YamlValues;

/** Settings of a spec from one source. They need not be complete: layers lie over each other. */
public final class SpecLayer {
    private final Value.Block block;

    private SpecLayer(Value.Block block) {
        this.block = block;
    }

    /**
     * The settings of a spec file and of those that it extends. Paths are relative to the folder of each.
     *
     * @throws org.duress.DuressException if a file is missing or not YAML, or extends itself
     */
    public static SpecLayer file(Path file) {
        return new SpecLayer(Extending.extended(YamlValues.file(file)));
    }

    /**
     * The settings of a spec file that was read elsewhere.
     *
     * @param file what messages call it
     * @param folder that its paths are relative to
     * @param source what else is read for it
     * @throws org.duress.DuressException as {@link #file}
     */
    public static SpecLayer text(byte[] yaml, String file, Path folder, Source source) {
        return new SpecLayer(Extending.extended(YamlValues.block(yaml, file, folder, source)));
    }

    /**
     * Settings from code. Paths are relative to the working folder.
     *
     * @param where what messages call the source, for example an annotation and its method
     * @param settings keys as in a spec file; values are maps, collections, and anything else by its text
     */
    public static SpecLayer of(String where, Map<String, ?> settings) {
        return new SpecLayer(block(new Origin(where, Path.of("")), settings));
    }

    /** The spec's name, where this layer gives one. */
    public Optional<String> name() {
        return new Section("", block)
                .find(RobustnessSpec.NAME)
                .map(RobustnessSpec.NAME.kind().reader());
    }

    /**
     * Those of each spec that a file stands for: of its matrix one for each combination of values, else this one.
     *
     * @param properties overrides of all of them
     * @throws org.duress.DuressException if the matrix is wrong
     */
    List<SpecLayer> expanded(PropertyLayers properties) {
        return Matrix.expanded(block, properties).stream().map(SpecLayer::new).toList();
    }

    /**
     * Understands the layers as one spec.
     *
     * @param weakestFirst at least one layer, the weakest first
     * @param properties overrides that are stronger than all layers
     * @throws org.duress.DuressException if a key is unknown, missing or its value is wrong; the message names where
     *     the key was written
     */
    public static RobustnessSpec resolve(List<SpecLayer> weakestFirst, PropertyLayers properties) {
        Value.Block merged = weakestFirst.stream()
                .map(layer -> layer.block)
                .reduce(Overlay::over)
                .orElseThrow(() -> new IllegalArgumentException("a spec needs at least one layer"));
        return SpecParser.spec(properties.over(merged));
    }

    private static Value.Block block(Origin origin, Map<?, ?> settings) {
        Map<String, Value> entries = new LinkedHashMap<>();
        settings.forEach((key, value) -> entries.put(String.valueOf(key), value(origin, value)));
        return new Value.Block(origin, entries);
    }

    private static Value value(Origin origin, Object value) {
        if (value instanceof Map<?, ?> map) {
            return block(origin, map);
        }
        if (value instanceof Collection<?> items) {
            List<Value> values = new ArrayList<>();
            items.forEach(item -> values.add(value(origin, item)));
            return new Value.Items(origin, values);
        }
        String text = value instanceof Enum<?> constant ? Key.written(constant) : String.valueOf(value);
        return new Value.Text(origin, text, Value.Style.LOOSE);
    }
}
