package org.duress.spec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.spec.key.Key;
import org.duress.spec.key.Schema;

/** Writes docs/spec.schema.json from the keys: JSON Schema of a spec file, for editors. */
final class SpecSchema {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    /** What a spec cannot do without, where no other file says it. */
    private static final List<String> REQUIRED = List.of("model", "cohort");

    /** A file that is put together from more than itself, one by one or with others. */
    private static final List<Map<String, Object>> COMPOSED = SpecComposition.KEYS.stream()
            .map(key -> Map.<String, Object>of("required", List.of(key.local())))
            .toList();

    private SpecSchema() {}

    static String text() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("$schema", DRAFT);
        all.put("title", "A spec of Duress");
        all.put("description", "One robustness test of a segmentation model. Docs: docs/writing-a-spec.md.");
        all.putAll(spec().keywords());
        try {
            return new ObjectMapper()
                            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n")))
                            .writeValueAsString(all)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Schema spec() {
        Map<String, Schema> members = new LinkedHashMap<>(members(""));
        SpecKeys.ALL.stream()
                .map(Key::block)
                .distinct()
                .filter(block -> !block.isEmpty())
                .forEach(block -> members.put(block, block(block).with("description", SpecReference.title(block))));
        return Schema.block(members)
                .requiring(List.of(RobustnessSpec.NAME.local()))
                .with("if", Map.of("anyOf", COMPOSED))
                .with("else", whole().keywords());
    }

    private static Map<String, Schema> members(String block) {
        return SpecReference.keys(block).stream()
                .collect(Collectors.toMap(Key::local, SpecSchema::of, (one, other) -> one, LinkedHashMap::new));
    }

    private static Schema block(String block) {
        return Schema.block(members(block));
    }

    /** What a file must say that extends no other: this alone cannot be said key by key. */
    private static Schema whole() {
        Map<String, Object> blocks = new LinkedHashMap<>();
        blocks.put("model", model().keywords());
        blocks.put(
                "cohort",
                new Schema(Map.of()).requiring(required(CohortSpec.KEYS)).keywords());
        return new Schema(Map.of("required", REQUIRED)).with("properties", blocks);
    }

    /** One key says where the model is, and what is on a server has a name there. */
    private static Schema model() {
        List<String> served = required(ServedModel.KEYS);
        Map<String, Object> names = new LinkedHashMap<>();
        names.put(ModelSource.Server.URL.local(), served);
        names.put(ModelSource.Image.IMAGE.local(), served);
        return new Schema(Map.of("required", required(ModelSpec.KEYS)))
                .with(
                        "oneOf",
                        Stream.of(ModelSource.File.PATH, ModelSource.Server.URL, ModelSource.Image.IMAGE)
                                .map(key -> Map.of("required", List.of(key.local())))
                                .toList())
                .with("dependentRequired", names);
    }

    private static List<String> required(List<? extends Key<?, ?>> keys) {
        return keys.stream()
                .filter(key -> key.byDefault().isEmpty())
                .map(Key::local)
                .toList();
    }

    /** A key's value, with what the reference says of it. */
    private static Schema of(Key<?, ?> key) {
        Schema schema = new Schema(Map.of(
                "description", key.meaning() + " (" + key.kind().words() + "; default: " + key.defaultWords() + ")"));
        for (Map.Entry<String, Object> keyword : key.kind().schema().keywords().entrySet()) {
            schema = schema.with(keyword.getKey(), keyword.getValue());
        }
        Optional<Object> plain = plainDefault(key);
        return plain.isPresent() ? schema.with("default", plain.get()) : schema;
    }

    /** A default that YAML can write; of others the description tells. */
    private static Optional<Object> plainDefault(Key<?, ?> key) {
        return key.byDefault()
                .filter(value -> key.defaultWords().equals(Key.written(value)))
                .flatMap(SpecSchema::plain);
    }

    private static Optional<Object> plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return Optional.of(Key.written(constant));
        }
        if (value instanceof Collection<?> items && items.stream().allMatch(Enum.class::isInstance)) {
            return Optional.of(items.stream().sorted().map(Key::written).toList());
        }
        boolean finite = !(value instanceof Double number) || Double.isFinite(number);
        return (value instanceof Number || value instanceof Boolean) && finite ? Optional.of(value) : Optional.empty();
    }
}
