package org.duress.spec.key;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.duress.base.EnumWords;

/**
 * What JSON Schema (draft 2020-12) says of a value, for editors: how it is written in YAML, and its range. It may let
 * through what only a reader can refuse, and lets through whatever a reader takes, save that words are in lower case.
 *
 * @param keywords in their order; values are texts, numbers, flags, lists and maps of them
 */
public record Schema(Map<String, Object> keywords) {
    private static final String TYPE = "type";
    private static final String OBJECT = "object";
    private static final String EITHER = "anyOf";

    /** Any scalar but null: the id 007 and the version 2 are texts without quotes too. */
    public static final Schema TEXT = of(TYPE, List.of("string", "number", "boolean"));

    public static final Schema FLAG = of(TYPE, "boolean");

    /** A whole number of any size. */
    public static final Schema WHOLE = of(TYPE, "integer");

    public Schema {
        keywords = Collections.unmodifiableMap(new LinkedHashMap<>(keywords));
    }

    private static Schema of(String keyword, Object value) {
        return new Schema(Map.of(keyword, value));
    }

    /** The same with one more keyword. */
    public Schema with(String keyword, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(keywords);
        all.put(keyword, value);
        return new Schema(all);
    }

    /** A text whose characters need no quotes to be one, and which a pattern that both languages read matches. */
    public static Schema text(Pattern whole) {
        return of(TYPE, "string").with("pattern", "^" + whole.pattern() + "$");
    }

    public static Schema number(Bounds bounds) {
        return of(TYPE, "number").within(bounds);
    }

    public static Schema whole(Bounds bounds) {
        return WHOLE.within(bounds);
    }

    public static Schema whole(Range range) {
        return whole(Bounds.from(range.least()).to(range.most()));
    }

    private Schema within(Bounds bounds) {
        Schema lower = Double.isFinite(bounds.least())
                ? with(bounds.leastWithin() ? "minimum" : "exclusiveMinimum", number(bounds.least()))
                : this;
        return Double.isFinite(bounds.most())
                ? lower.with(bounds.mostWithin() ? "maximum" : "exclusiveMaximum", number(bounds.most()))
                : lower;
    }

    /** Without the digits that it does not need. */
    private static BigDecimal number(double end) {
        return new BigDecimal(BigDecimal.valueOf(end).stripTrailingZeros().toPlainString());
    }

    /** One of some texts or numbers. */
    public static Schema oneOf(Object... values) {
        return of("enum", List.of(values));
    }

    public static Schema choice(Collection<? extends Enum<?>> choices) {
        return oneOf(choices.stream().map(EnumWords::of).toArray());
    }

    /**
     * What the schema of a whole file says elsewhere.
     *
     * @param keys the way there, from block to block
     */
    public static Schema reference(String... keys) {
        return of(
                "$ref",
                "#" + Arrays.stream(keys).map(key -> "/properties/" + key).collect(joining()));
    }

    /** A list of at least so many. */
    public static Schema list(Schema items, int least) {
        Schema list = of(TYPE, "array").with("items", items.keywords);
        return least == 0 ? list : list.with("minItems", least);
    }

    /** A list of so many. */
    public static Schema list(Schema items, int least, int most) {
        return list(items, least).with("maxItems", most);
    }

    /** The same list, of which no item is there twice. */
    public Schema distinct() {
        return with("uniqueItems", true);
    }

    /** A block of any keys, at least so many. */
    public static Schema map(Schema values, int least) {
        Schema block = of(TYPE, OBJECT).with("additionalProperties", values.keywords);
        return least == 0 ? block : block.with("minProperties", least);
    }

    /** A block of these keys, and of no others. */
    public static Schema block(Map<String, Schema> members) {
        Map<String, Object> properties = new LinkedHashMap<>();
        members.forEach((name, schema) -> properties.put(name, schema.keywords));
        return of(TYPE, OBJECT).with("properties", properties).with("additionalProperties", false);
    }

    /** The same block, in which some keys must be. */
    public Schema requiring(Collection<String> names) {
        return names.isEmpty() ? this : with("required", List.copyOf(names));
    }

    /** What is written in one of several ways. */
    public static Schema either(Schema... ways) {
        return of(EITHER, Arrays.stream(ways).map(Schema::keywords).collect(toCollection(ArrayList::new)));
    }

    /** Whether it may be written as a block of keys and values. */
    boolean block() {
        return OBJECT.equals(keywords.get(TYPE))
                || (keywords.get(EITHER) instanceof List<?> ways
                        && ways.stream().anyMatch(way -> way instanceof Map<?, ?> map && OBJECT.equals(map.get(TYPE))));
    }
}
