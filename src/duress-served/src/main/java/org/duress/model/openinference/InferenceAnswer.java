package org.duress.model.openinference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duress.EnvironmentException;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an inference request.
 *
 * @param id of the request that is answered; empty where the server does not say
 * @param version of the model that answered; empty where the server does not say
 * @param outputs in the server's order
 */
record InferenceAnswer(String id, String version, List<Output> outputs) {
    /** More than any tensor of images has. */
    private static final int MOST_AXES = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /**
     * A tensor.
     *
     * @param values row-major; empty where the datatype is none of {@link TensorType} and the values are binary
     */
    record Output(String name, String datatype, List<Integer> shape, float[] values) {
        @Override
        public String toString() {
            return Words.cut(name) + " " + Words.cut(datatype) + " [" + Words.list(shape) + "]";
        }
    }

    /**
     * Reads an answer.
     *
     * @param model how messages name it
     * @param most values of an output that are read
     * @throws IOException if it ends too early
     * @throws EnvironmentException if it is not the protocol's
     */
    static InferenceAnswer read(HttpAnswer answer, String model, long most) throws IOException {
        byte[] body = answer.body();
        int length =
                answer.jsonLength().isPresent() ? length(answer.jsonLength().get(), model) : body.length;
        if (length > body.length) {
            throw new EOFException(body.length + " bytes, with " + length + " of JSON announced");
        }
        try (JsonParser json = JSON.createParser(body, 0, length)) {
            Reader reader = new Reader(json, ByteBuffer.wrap(body, length, body.length - length), model, most);
            return reader.read();
        } catch (JsonProcessingException e) {
            if (Truncation.is(e)) {
                throw e;
            }
            throw new EnvironmentException(
                    model + " answers with something else than the protocol's JSON ("
                            + Words.cut(e.getOriginalMessage()) + "); check what serves there",
                    e);
        }
    }

    private static int length(String header, String model) {
        try {
            int length = Integer.parseInt(header.strip());
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new EnvironmentException(model + " answers with the header Inference-Header-Content-Length: "
                + Words.cut(header) + ", which is no length; check what serves there");
    }

    private static final class Reader {
        private final JsonParser json;
        private final ByteBuffer binary;
        private final String model;
        private final long most;

        Reader(JsonParser json, ByteBuffer binary, String model, long most) {
            this.json = json;
            this.binary = binary.order(ByteOrder.LITTLE_ENDIAN);
            this.model = model;
            this.most = most;
        }

        InferenceAnswer read() throws IOException {
            String id = "";
            String version = "";
            List<Output> outputs = null;
            require(json.nextToken() == JsonToken.START_OBJECT, "no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                if (key.equals("model_version") && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    version = json.getText();
                } else if (key.equals("id") && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    id = json.getText();
                } else if (key.equals("outputs")) {
                    require(value == JsonToken.START_ARRAY, "outputs that are no list");
                    outputs = outputs();
                } else {
                    json.skipChildren();
                }
            }
            require(json.currentToken() == JsonToken.END_OBJECT, "JSON that is no object of names and values");
            require(json.nextToken() == null, "something behind its JSON");
            if (outputs == null) {
                throw nonsense("no outputs");
            }
            require(!binary.hasRemaining(), binary.remaining() + " bytes more than its binary tensors have");
            return new InferenceAnswer(id, version, List.copyOf(outputs));
        }

        private List<Output> outputs() throws IOException {
            List<Output> outputs = new ArrayList<>();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                outputs.add(output());
            }
            require(json.currentToken() == JsonToken.END_ARRAY, "outputs that are no objects");
            return outputs;
        }

        private Output output() throws IOException {
            String name = "";
            String datatype = "";
            List<Integer> shape = List.of();
            long binarySize = -1;
            float[] data = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "name" -> name = text(key);
                    case "datatype" -> datatype = text(key);
                    case "shape" -> shape = shape();
                    case "parameters" -> binarySize = binarySize();
                    case "data" -> data = data();
                    default -> json.skipChildren();
                }
            }
            if (data == null) {
                data = binary(name, datatype, shape, binarySize);
            }
            long elements = elements(shape);
            boolean unread = data.length == 0 && TensorType.of(datatype).isEmpty();
            require(
                    data.length == elements || unread,
                    "output " + new Output(name, datatype, shape, data) + " with " + data.length
                            + " values in place of " + elements);
            return new Output(name, datatype, shape, data);
        }

        private String text(String key) throws IOException {
            require(json.currentToken() == JsonToken.VALUE_STRING, "a " + key + " that is no text");
            return json.getText();
        }

        private float[] binary(String name, String datatype, List<Integer> shape, long size) throws IOException {
            require(size >= 0, "output " + Words.cut(name) + " without data");
            if (size > binary.remaining()) {
                throw new EOFException(binary.remaining() + " of " + size + " bytes of output " + Words.cut(name));
            }
            TensorType type = TensorType.of(datatype).orElse(null);
            if (type == null) {
                binary.position(binary.position() + (int) size);
                return new float[0];
            }
            long elements = elements(shape);
            require(
                    size == elements * type.bytes(),
                    "output " + new Output(name, datatype, shape, new float[0]) + " with " + size
                            + " bytes in place of " + elements * type.bytes());
            require(elements <= most, "output " + Words.cut(name) + " of more than the " + most + " values asked for");
            float[] values = new float[(int) elements];
            for (int i = 0; i < values.length; i++) {
                values[i] = type.get(binary);
            }
            return values;
        }

        private List<Integer> shape() throws IOException {
            List<Integer> shape = new ArrayList<>();
            require(json.currentToken() == JsonToken.START_ARRAY, "a shape that is no list");
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(shape.size() < MOST_AXES, "a shape of more than " + MOST_AXES + " axes");
                JsonToken token = json.currentToken();
                boolean whole = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING;
                int size = whole ? json.getValueAsInt(-1) : -1;
                require(size >= 0, "a shape with sizes that are no counts");
                shape.add(size);
            }
            return List.copyOf(shape);
        }

        /** No more than a body can hold. */
        private long elements(List<Integer> shape) {
            long elements = 1;
            for (int size : shape) {
                elements *= size;
                require(elements <= BoundedBody.MOST, "a shape [" + Words.list(shape) + "] of more than can be sent");
            }
            return elements;
        }

        private long binarySize() throws IOException {
            long size = -1;
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                return size;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals("binary_data_size");
                json.nextToken();
                if (wanted) {
                    size = json.getValueAsLong(-1);
                } else {
                    json.skipChildren();
                }
            }
            return size;
        }

        /** Flat or nested. What is no number becomes one that is not finite, so that it is found as such. */
        private float @Nullable [] data() throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            require(json.currentToken() == JsonToken.START_ARRAY, "data that are no list");
            float[] values = new float[1024];
            int count = 0;
            for (int depth = 1; depth > 0; ) {
                JsonToken token = json.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else {
                    require(count < most, "an output of more than the " + most + " values asked for");
                    if (count == values.length) {
                        values = Arrays.copyOf(values, (int) Math.min(2L * count, most));
                    }
                    values[count++] = value(token);
                }
            }
            return Arrays.copyOf(values, count);
        }

        private float value(@Nullable JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                return json.getFloatValue();
            }
            if (token == JsonToken.VALUE_NULL) {
                return Float.NaN;
            }
            if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                return token == JsonToken.VALUE_TRUE ? 1 : 0;
            }
            if (token == JsonToken.VALUE_STRING) {
                return switch (json.getText().strip().toLowerCase(Locale.ROOT)) {
                    case "inf", "+inf", "infinity", "+infinity" -> Float.POSITIVE_INFINITY;
                    case "-inf", "-infinity" -> Float.NEGATIVE_INFINITY;
                    default -> Float.NaN;
                };
            }
            throw new JsonParseException(json, "data with something else than numbers");
        }

        private void require(boolean holds, String what) {
            if (!holds) {
                throw nonsense(what);
            }
        }

        private EnvironmentException nonsense(String what) {
            return new EnvironmentException(
                    model + " answers with " + what + ", which is not the protocol's; check what serves there");
        }
    }
}
