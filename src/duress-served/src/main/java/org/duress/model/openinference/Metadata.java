package org.duress.model.openinference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.duress.EnvironmentException;

/** What a server says of itself and of a model, as data. */
final class Metadata {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Inputs, outputs, or axes of one: more than any model has. Beyond it every sentence about them would be a book.
     */
    private static final int MOST = 1024;

    private Metadata() {}

    /**
     * A server.
     *
     * @param name empty where it does not say
     * @param version empty where it does not say
     * @param extensions of the protocol
     */
    record Server(String name, String version, List<String> extensions) {
        static final Server SILENT = new Server("", "", List.of());
    }

    /**
     * A model.
     *
     * @param versions that may be asked for; empty where the server does not say
     * @param platform empty where it does not say
     */
    record Model(String name, List<String> versions, String platform, List<Tensor> inputs, List<Tensor> outputs) {}

    /**
     * An input or output.
     *
     * @param datatype as the server writes it
     * @param shape -1 where any
     */
    record Tensor(String name, String datatype, List<Integer> shape) {
        @Override
        public String toString() {
            return Words.cut(name) + " " + Words.cut(datatype) + " [" + Words.list(shape) + "]";
        }
    }

    static Ask<Server> server(URI uri) {
        return new Get<>(uri) {
            @Override
            Server of(JsonNode node) {
                return new Server(text(node, "name"), text(node, "version"), texts(node.path("extensions")));
            }
        };
    }

    static Ask<Model> model(URI uri, String model) {
        return new Get<>(uri) {
            @Override
            Model of(JsonNode node) {
                return new Model(
                        text(node, "name"),
                        texts(node.path("versions")),
                        text(node, "platform"),
                        tensors(node.path("inputs"), model),
                        tensors(node.path("outputs"), model));
            }
        };
    }

    /** Any object. */
    static Ask<JsonNode> any(URI uri) {
        return new Get<>(uri) {
            @Override
            JsonNode of(JsonNode node) {
                return node;
            }
        };
    }

    private static List<Tensor> tensors(JsonNode nodes, String model) {
        List<Tensor> tensors = new ArrayList<>();
        requireFew(nodes, model, "inputs or outputs");
        for (JsonNode node : nodes) {
            List<Integer> shape = new ArrayList<>();
            requireFew(node.path("shape"), model, "sizes in one shape");
            for (JsonNode size : node.path("shape")) {
                int value = size(size);
                if (value < -1 || value == 0) {
                    throw new EnvironmentException(model + " has metadata with the shape "
                            + Words.cut(node.path("shape").toString())
                            + ", where sizes are at least 1, or -1 for any; check what serves there");
                }
                shape.add(value);
            }
            tensors.add(new Tensor(text(node, "name"), text(node, "datatype"), List.copyOf(shape)));
        }
        return List.copyOf(tensors);
    }

    private static void requireFew(JsonNode nodes, String model, String what) {
        if (nodes.size() > MOST) {
            throw new EnvironmentException(model + " has metadata with " + nodes.size() + " " + what
                    + ", more than any model has; check what serves there");
        }
    }

    /** A whole number, which may be written as a text; 0 for anything else. */
    private static int size(JsonNode size) {
        return size.isTextual() || (size.isIntegralNumber() && size.canConvertToInt()) ? size.asInt(0) : 0;
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    private static List<String> texts(JsonNode nodes) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : nodes) {
            texts.add(node.asText());
        }
        return List.copyOf(texts);
    }

    private abstract static class Get<T> implements Ask<T> {
        private final URI uri;

        Get(URI uri) {
            this.uri = uri;
        }

        abstract T of(JsonNode node);

        @Override
        public Wire.Request request() {
            return Wire.Request.get(uri);
        }

        @Override
        public T read(HttpAnswer answer) throws IOException {
            try {
                JsonNode node = JSON.readTree(answer.body());
                if (node != null && node.isContainerNode()) {
                    return of(node);
                }
            } catch (JsonProcessingException e) {
                if (Truncation.is(e)) {
                    throw e;
                }
                throw new EnvironmentException(
                        nonsense() + " (" + Words.cut(e.getOriginalMessage()) + "); check the address", e);
            }
            throw new EnvironmentException(nonsense() + "; check the address");
        }

        private String nonsense() {
            return uri + " answers with something else than the protocol's JSON";
        }
    }
}
