package org.duress.model.lowering.layers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import org.duress.DuressException;
import org.duress.base.Extent;

/**
 * The settings of one layer as a model file has them, in JSON. What is missing or of another kind is refused, with the
 * layer's place.
 *
 * @param where the file and the layer, for messages
 * @param json an object
 */
public record LayerSettings(String where, JsonNode json) {
    /** Largest whole number that a setting has. */
    private static final int LARGEST = 1 << 20;

    /**
     * Those of a layer.
     *
     * @param position in the file, from 1
     * @param type class name without packages
     * @param location of the file
     */
    public static LayerSettings of(int position, String name, String type, String location, JsonNode json) {
        return new LayerSettings("layer " + position + " '" + name + "' (" + type + ") in " + location, json);
    }

    /** What is said of the layer within a setting. */
    public LayerSettings within(String key) {
        return new LayerSettings(where, json.path(key));
    }

    /** What is thrown for a layer that cannot be taken: its place, and why not. */
    public DuressException refused(String why) {
        return new DuressException(where + " " + why);
    }

    /**
     * Demands that every setting is understood: one that is not may change what the layer computes.
     *
     * @param known whether somebody reads a key, or it changes nothing where a model only answers
     * @throws DuressException if there is a setting that is not known; null and false mean that nothing is set
     */
    public void requireKnown(Predicate<String> known) {
        json.properties().forEach(setting -> {
            JsonNode value = setting.getValue();
            boolean nothing = value.isNull() || (value.isBoolean() && !value.booleanValue());
            if (!nothing && !known.test(setting.getKey())) {
                throw refused("has the setting '" + setting.getKey() + "' = " + ModelJson.shown(value)
                        + ", which Duress does not know and so cannot honour; build the layer without it, or export the"
                        + " model to ONNX (model.format: onnx)");
            }
        });
    }

    /** Whether there is such a key with a value. */
    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** A word; the default where there is none. */
    public String text(String key, String otherwise) {
        JsonNode value = json.path(key);
        if (!has(key)) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw wrong(key, "a word");
        }
        return value.textValue();
    }

    /** Yes or no; the default where there is nothing. */
    public boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (!json.path(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return json.path(key).booleanValue();
    }

    /** A finite number; the default where there is none. */
    public double number(String key, double otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = json.path(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(key, "a number");
        }
        return value.doubleValue();
    }

    /**
     * Demands that a number is 0 or missing.
     *
     * @param otherwise why the layer is refused else
     */
    public void requireZero(String key, String otherwise) {
        if (number(key, 0) != 0) {
            throw refused(otherwise);
        }
    }

    /**
     * One of some words; the default where there is none.
     *
     * @param does what the layer does by it, such as "pools by"
     */
    public String oneOf(String key, String does, String otherwise, String... words) {
        String word = text(key, otherwise);
        if (!List.of(words).contains(word)) {
            throw refused(does + " '" + word + "', which Duress does not compute; use " + String.join(" or ", words));
        }
        return word;
    }

    /** A whole number of at least {@code least}; the default where there is none. */
    public int whole(String key, int least, int otherwise) {
        return has(key) ? whole(key, least) : otherwise;
    }

    /** A whole number of at least {@code least}. */
    public int whole(String key, int least) {
        return whole(json.path(key), key, least);
    }

    /**
     * A whole number for each axis of an image; one stands for all, and the default for a missing key.
     *
     * @param axes 2 for slices, of which nothing is said across planes (0), 3 for volumes
     */
    public Extent extent(String key, int axes, int least, int otherwise) {
        JsonNode value = json.path(key);
        if (!has(key) || value.isNumber()) {
            return Extent.of(axes, has(key) ? whole(value, key, least) : otherwise);
        }
        int[] each = wholes(key, axes, least);
        return new Extent(axes == 2 ? 0 : each[0], each[axes - 2], each[axes - 1]);
    }

    /** A list of so many whole numbers. */
    public int[] wholes(String key, int count, int least) {
        JsonNode value = json.path(key);
        if (!value.isArray() || value.size() != count) {
            throw wrong(key, "a list of " + count + " whole numbers");
        }
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = whole(value.path(i), key, least);
        }
        return numbers;
    }

    private int whole(JsonNode value, String key, int least) {
        if (!value.isNumber()
                || value.doubleValue() != Math.rint(value.doubleValue())
                || value.doubleValue() < least
                || value.doubleValue() > LARGEST) {
            throw wrong(key, "a whole number from " + least + " to " + LARGEST);
        }
        return value.intValue();
    }

    private DuressException wrong(String key, String wanted) {
        JsonNode value = json.path(key);
        return refused(
                "has " + (value.isMissingNode() ? "no '" + key + "'" : "'" + key + "' = " + ModelJson.shown(value))
                        + ", where " + wanted + " is needed; the file is damaged or of another version");
    }
}
