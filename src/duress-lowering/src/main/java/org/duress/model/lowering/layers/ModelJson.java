package org.duress.model.lowering.layers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.duress.DuressException;

/** Reads the JSON of a model file as a tree, bounded in size and depth. */
public final class ModelJson {
    /**
     * Longest text: the configuration of a network of a thousand layers has 1 MB, and a tree takes twenty times that.
     */
    private static final int MOST_CHARACTERS = 1 << 23;

    /** Deepest nesting: a layer's settings lie ten deep. */
    private static final int MOST_DEPTH = 100;

    /** Longest value that a message shows. */
    private static final int MOST_SHOWN = 120;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(MOST_CHARACTERS)
                    .build())
            .build());

    private ModelJson() {}

    /**
     * The tree of a text.
     *
     * @param what it is and where, for messages
     * @param whatToDo where it is none
     * @throws DuressException if it is no JSON, too long or too deep
     */
    public static JsonNode read(String text, String what, String whatToDo) {
        if (text.length() > MOST_CHARACTERS) {
            throw new DuressException(what + " has " + text.length() + " characters, more than the " + MOST_CHARACTERS
                    + " that a segmentation model may have; check where it comes from");
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new DuressException(what + " is no JSON (" + e.getOriginalMessage() + "); " + whatToDo, e);
        }
    }

    /** A value in a message, cut where it is long. */
    public static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }

    /** The words of a list. */
    public static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }
}
