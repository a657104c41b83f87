package org.duress.model.descriptor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.spec.key.Value;
import org.duress.spec.key.YamlValues;

/**
 * A file of settings, JSON or YAML, as one tree.
 *
 * @param location for messages
 */
record Settings(JsonNode root, String location) {
    private static final ObjectMapper JSON = json();

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,9}");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    /** What MONAI's files have, and nnU-Net's by far; whoever reads them recurses. */
    private static final int DEEPEST = 32;

    private static final int MOST_NODES = 100_000;

    private static ObjectMapper json() {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .build())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Python writes NaN; what uses a number asks whether it is one.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * Parses a file.
     *
     * @throws DuressException if it is not what its name says, or no object
     */
    static Settings parse(byte[] bytes, String location) {
        String name = location.toLowerCase(Locale.ROOT);
        JsonNode root = name.endsWith(".yaml") || name.endsWith(".yml")
                ? new Tree(location).of(YamlValues.document(bytes, location))
                : json(bytes, location);
        if (!root.isObject()) {
            throw new DuressException(location + " holds no keys and values; restore it");
        }
        return new Settings(root, location);
    }

    private static JsonNode json(byte[] bytes, String location) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new DuressException(location + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DuressException(location + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is named once and meant often is there often; some hundred letters can mean more than fits anywhere. */
    private static final class Tree {
        private final String location;
        private int nodes;

        Tree(String location) {
            this.location = location;
        }

        JsonNode of(Value value) {
            if (++nodes > MOST_NODES) {
                throw new DuressException(location + " unfolds to more than " + MOST_NODES
                        + " values, which no settings need; check where it comes from");
            }
            if (value instanceof Value.Block block) {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                block.entries().forEach((key, entry) -> node.set(key, of(entry)));
                return node;
            }
            if (value instanceof Value.Items items) {
                ArrayNode node = JsonNodeFactory.instance.arrayNode();
                items.values().forEach(item -> node.add(of(item)));
                return node;
            }
            Value.Text text = (Value.Text) value;
            return text.style() == Value.Style.PLAIN ? plain(text.text()) : TextNode.valueOf(text.text());
        }
    }

    /** What YAML makes of a text without quotes. */
    private static JsonNode plain(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> NullNode.instance;
            case "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "false", "False", "FALSE" -> BooleanNode.FALSE;
            default -> {
                if (INTEGER.matcher(text).matches()) {
                    yield IntNode.valueOf(Integer.parseInt(text));
                }
                yield NUMBER.matcher(text).matches()
                        ? DoubleNode.valueOf(Double.parseDouble(text))
                        : TextNode.valueOf(text);
            }
        };
    }
}
