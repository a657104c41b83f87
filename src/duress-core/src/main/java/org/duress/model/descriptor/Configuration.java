package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.duress.DuressException;

/**
 * A MONAI configuration: settings that refer to each other. Only what is asked for is resolved, so that what loads
 * checkpoints and lists files is never looked at.
 */
final class Configuration {
    private static final Pattern REFERENCE = Pattern.compile("[@%]\\w+((::|#)\\w+)*");
    private static final String WHAT_TO_DO = "write the number or list itself in a copy of the bundle, or the steps in"
            + " model.preprocess with model.format: torchscript";

    /** References lead over two or three others. */
    private static final int DEEPEST = 32;

    /** What some hundred lines say; those in which each refers to the next twice say more. */
    private static final int MOST = 100_000;

    private final Settings settings;
    private final Set<String> open = new LinkedHashSet<>();
    private int resolved;

    Configuration(Settings settings) {
        this.settings = settings;
    }

    String location() {
        return settings.location();
    }

    /** A key's value with what it refers to; empty where there is none. */
    Optional<JsonNode> find(String key) {
        return settings.root().has(key) ? Optional.of(resolve(settings.root().get(key))) : Optional.empty();
    }

    /**
     * What a value stands for. What is in a list or object stays as it is, until it is asked for.
     *
     * @throws DuressException if it refers to what is not there, to itself, or is an expression that is not understood
     */
    JsonNode resolve(JsonNode node) {
        if (++resolved > MOST) {
            throw refuse(String.valueOf(node), "is one of more than " + MOST + " values that refer to each other");
        }
        if (!node.isTextual()) {
            return node;
        }
        String text = node.textValue();
        if (text.startsWith("$")) {
            return within(text, () -> Expression.evaluate(text.substring(1), this));
        }
        if (text.startsWith("@") || text.startsWith("%")) {
            if (!REFERENCE.matcher(text).matches()) {
                throw refuse(text, "is not understood");
            }
            return reference(text.substring(1));
        }
        return node;
    }

    /** What {@code a::b::0} or {@code a#b#0} is. */
    JsonNode reference(String id) {
        return within("@" + id, () -> {
            JsonNode node = settings.root();
            for (String part : id.split("::|#", -1)) {
                node = resolve(node);
                JsonNode next = node.isArray() && part.matches("[0-9]{1,6}")
                        ? node.get(Integer.parseInt(part))
                        : node.get(part);
                if (next == null) {
                    throw refuse("@" + id, "refers to '" + part + "', which is not there");
                }
                node = next;
            }
            return resolve(node);
        });
    }

    private JsonNode within(String text, Supplier<JsonNode> resolving) {
        if (open.size() > DEEPEST || !open.add(text)) {
            throw refuse(text, "refers to itself, or through more than " + DEEPEST + " others");
        }
        try {
            return resolving.get();
        } finally {
            open.remove(text);
        }
    }

    DuressException refuse(String text, String why) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return new DuressException(location() + ": '" + shown + "' " + why + "; " + WHAT_TO_DO);
    }
}
