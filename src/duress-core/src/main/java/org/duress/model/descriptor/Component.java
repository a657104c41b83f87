package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.duress.DuressException;

/**
 * Something that a MONAI configuration makes: a class's name and what it is given. Who reads one asks for every
 * argument that changes what it does, and at the end refuses those that nobody asked for.
 */
final class Component {
    private static final String TARGET = "_target_";

    /** What says nothing about values: which entries are meant, how numbers are stored, how much is done at a time. */
    private static final Set<String> HARMLESS = Set.of(
            TARGET,
            "_disabled_",
            "_desc_",
            "_requires_",
            "keys",
            "allow_missing_keys",
            "dtype",
            "device",
            "track_meta",
            "meta_keys",
            "meta_key_postfix");

    private final JsonNode node;
    private final Configuration configuration;
    private final String target;
    private final Set<String> asked = new HashSet<>(HARMLESS);

    private Component(JsonNode node, Configuration configuration) {
        this.node = node;
        this.configuration = configuration;
        this.target = configuration.resolve(node.get(TARGET)).asText();
    }

    /** What a value makes; empty where it makes nothing, or is disabled. */
    static Optional<Component> of(JsonNode value, Configuration configuration) {
        JsonNode node = configuration.resolve(value);
        if (!node.isObject() || !node.has(TARGET)) {
            return Optional.empty();
        }
        Component component = new Component(node, configuration);
        return component.flag("_disabled_", false) ? Optional.empty() : Optional.of(component);
    }

    /** All that a list makes; the disabled left out. Lists in lists are opened. */
    static List<Component> all(JsonNode value, Configuration configuration) {
        JsonNode list = configuration.resolve(value);
        List<Component> components = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(item -> components.addAll(all(item, configuration)));
            return components;
        }
        Optional<Component> one = of(list, configuration);
        if (one.isPresent() && one.get().name().equals("Compose")) {
            components.addAll(all(one.get().node.path("transforms"), configuration));
        } else if (one.isPresent()) {
            components.add(one.get());
        } else if (!list.isObject()) {
            throw new DuressException(
                    configuration.location() + ": '" + list + "' stands where a transform should; restore the bundle");
        }
        return components;
    }

    /** As it is written. */
    String target() {
        return target;
    }

    /** The class's name without MONAI's packages; with its own where it is somebody else's. */
    String name() {
        if (!target.startsWith("monai.")) {
            return target;
        }
        return target.substring(target.lastIndexOf('.') + 1);
    }

    /** The name of a transform of a dictionary's entries, of whose three spellings this is {@code Xd}. */
    String transform() {
        String name = name();
        if (name.endsWith("Dict")) {
            return name.substring(0, name.length() - "ict".length()).replaceAll("D$", "d");
        }
        return name.endsWith("D") ? name.substring(0, name.length() - 1) + "d" : name;
    }

    /** Whether there is such an argument. */
    boolean has(String argument) {
        return node.has(argument) && !value(argument).isNull();
    }

    /** Whether an argument says that there is none, where its absence would say what it is otherwise. */
    boolean none(String argument) {
        return node.has(argument) && value(argument).isNull();
    }

    private JsonNode value(String argument) {
        asked.add(argument);
        return node.has(argument) ? configuration.resolve(node.get(argument)) : node.path(argument);
    }

    /** An argument, or the only or first of its list: of several entries, the image's comes first. */
    private JsonNode first(String argument) {
        JsonNode value = value(argument);
        return value.isArray() && !value.isEmpty() ? configuration.resolve(value.get(0)) : value;
    }

    /** Texts, or the one. */
    List<String> texts(String argument) {
        return list(argument, item -> item.isTextual() ? item.textValue() : null, "a text");
    }

    /** An argument as it is written, unresolved; a list's only item. */
    String written(String argument) {
        asked.add(argument);
        JsonNode value = node.path(argument);
        return value.isArray() && value.size() == 1 ? value.get(0).asText() : value.asText();
    }

    Optional<String> text(String argument) {
        return has(argument) ? Optional.of(first(argument).asText()) : Optional.empty();
    }

    boolean flag(String argument, boolean otherwise) {
        if (!has(argument)) {
            return otherwise;
        }
        JsonNode value = first(argument);
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        // Python takes any text for true; these two are what was meant.
        if (value.isTextual()
                && value.textValue().strip().toLowerCase(Locale.ROOT).matches("true|false")) {
            boolean meant = value.textValue().strip().equalsIgnoreCase("true");
            if (meant || argument.equals("_disabled_")) {
                return meant;
            }
        }
        throw wrong(argument, value, "true or false");
    }

    OptionalDouble number(String argument) {
        if (!has(argument)) {
            return OptionalDouble.empty();
        }
        JsonNode value = first(argument);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(argument, value, "a number");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    double needed(String argument) {
        return number(argument).orElseThrow(() -> error("has no " + argument + "; restore the bundle"));
    }

    /** Numbers, or the one. */
    List<Double> numbers(String argument) {
        return list(
                argument,
                item -> item.isNumber() && Double.isFinite(item.doubleValue()) ? item.doubleValue() : null,
                "a number");
    }

    /** Whole numbers, or the one. */
    List<Integer> integers(String argument) {
        return list(
                argument,
                item -> item.isIntegralNumber() && item.canConvertToInt() ? item.intValue() : null,
                "a whole number");
    }

    private <T> List<T> list(String argument, Function<JsonNode, T> read, String what) {
        JsonNode value = value(argument);
        List<T> all = new ArrayList<>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            JsonNode resolved = configuration.resolve(item);
            T one = read.apply(resolved);
            if (one == null) {
                throw wrong(argument, resolved, what);
            }
            all.add(one);
        }
        return all;
    }

    /** One of several words. */
    <E extends Enum<E>> E word(String argument, E otherwise, Function<String, Optional<E>> read, String choices) {
        if (!has(argument)) {
            return otherwise;
        }
        JsonNode value = first(argument);
        return read.apply(value.asText()).orElseThrow(() -> wrong(argument, value, choices));
    }

    /** Says that an argument is read, whatever it is, because it changes nothing. */
    void ignore(String... arguments) {
        asked.addAll(List.of(arguments));
    }

    /**
     * Refuses arguments that nobody asked for.
     *
     * @throws DuressException if there are any
     */
    void requireNothingElse() {
        node.fieldNames().forEachRemaining(argument -> {
            if (!asked.contains(argument)) {
                throw error("has the argument " + argument + ", which is not known; " + insteadOf());
            }
        });
    }

    static String insteadOf() {
        return "write the steps in model.preprocess with model.format: torchscript";
    }

    private DuressException wrong(String argument, JsonNode value, String what) {
        return error("has '" + value + "' for " + argument + ", which should be " + what + "; " + insteadOf());
    }

    /** What is wrong with it, named first. */
    DuressException error(String sentence) {
        return new DuressException(configuration.location() + ": " + target + " " + sentence);
    }
}
