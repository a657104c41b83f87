package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.duress.DuressException;

/**
 * One configuration of nnU-Net's plans, with those that it inherits from.
 *
 * @param layers the strongest first
 */
record Plan(List<JsonNode> layers, String location) {
    private static final String CONFIGURATIONS = "configurations";

    /**
     * The configuration of a name.
     *
     * @throws DuressException if there is none, or it inherits from none or itself
     */
    static Plan of(Settings plans, String name) {
        List<JsonNode> layers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Optional<String> next = Optional.of(name); next.isPresent(); ) {
            JsonNode layer = plans.root().path(CONFIGURATIONS).path(next.get());
            if (!layer.isObject() || !names.add(next.get())) {
                List<String> there = new ArrayList<>();
                plans.root().path(CONFIGURATIONS).fieldNames().forEachRemaining(there::add);
                throw new DuressException(plans.location() + " has no configuration '" + next.get() + "' (it has "
                        + String.join(", ", there) + "), or one that inherits from itself; "
                        + (name.equals(next.get())
                                ? "name the folder after the network's, as in nnUNetTrainer__nnUNetPlans__3d_fullres"
                                : "restore it"));
            }
            layers.add(layer);
            next = Optional.ofNullable(layer.get("inherits_from"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue);
        }
        return new Plan(layers, plans.location() + ", configuration " + name);
    }

    /** A setting; missing where no layer has it. */
    JsonNode get(String key) {
        return layers.stream()
                .filter(layer -> layer.has(key))
                .findFirst()
                .orElse(layers.get(0))
                .path(key);
    }

    String text(String key, String otherwise) {
        return get(key).asText(otherwise);
    }

    /**
     * Values, one for each of something.
     *
     * @throws DuressException if there are others than so many
     */
    <T> List<T> list(String key, int count, Function<JsonNode, Optional<T>> read) {
        JsonNode value = get(key);
        List<T> all = new ArrayList<>();
        value.forEach(item -> read.apply(item).ifPresent(all::add));
        if (!value.isArray() || value.size() != count || all.size() != count) {
            throw new DuressException(location + ": " + key + " is " + (value.isMissingNode() ? "missing" : value)
                    + ", where a list of " + count + " should be; restore plans.json");
        }
        return all;
    }

    DuressException error(String sentence) {
        return new DuressException(location + ": " + sentence);
    }
}
