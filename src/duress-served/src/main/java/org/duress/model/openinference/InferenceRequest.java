package org.duress.model.openinference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inference request as it is sent.
 *
 * @param body JSON, and after it the tensor where it is binary
 * @param headers of HTTP
 */
record InferenceRequest(byte[] body, Map<String, String> headers) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /**
     * Writes a request for one output.
     *
     * @param id which the answer must have, where it has one
     * @param input name and type
     * @param shape of the tensor
     * @param tensor row-major
     * @param output name of the output wanted
     */
    static InferenceRequest json(
            String id, String input, TensorType type, List<Integer> shape, float[] tensor, String output) {
        byte[] body = write(id, input, type, shape, output, tensor);
        return new InferenceRequest(body, Map.of("Content-Type", "application/json", "Accept", "application/json"));
    }

    /** The same with the binary extension, for the answer too. */
    static InferenceRequest binary(
            String id, String input, TensorType type, List<Integer> shape, float[] tensor, String output) {
        byte[] json = write(id, input, type, shape, output, null);
        byte[] body = Arrays.copyOf(json, Math.addExact(json.length, Math.multiplyExact(tensor.length, type.bytes())));
        ByteBuffer data = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).position(json.length);
        for (float value : tensor) {
            type.put(data, value);
        }
        return new InferenceRequest(
                body,
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Inference-Header-Content-Length",
                        String.valueOf(json.length)));
    }

    private static byte[] write(
            String id, String input, TensorType type, List<Integer> shape, String output, float @Nullable [] tensor) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + (tensor == null ? 0 : tensor.length * 12));
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeArrayFieldStart("inputs");
            json.writeStartObject();
            json.writeStringField("name", input);
            json.writeArrayFieldStart("shape");
            long elements = 1;
            for (int size : shape) {
                json.writeNumber(size);
                elements *= size;
            }
            json.writeEndArray();
            json.writeStringField("datatype", type.name());
            if (tensor == null) {
                json.writeObjectFieldStart("parameters");
                json.writeNumberField("binary_data_size", elements * type.bytes());
                json.writeEndObject();
            } else {
                writeData(json, type, tensor);
            }
            json.writeEndObject();
            json.writeEndArray();
            json.writeArrayFieldStart("outputs");
            json.writeStartObject();
            json.writeStringField("name", output);
            if (tensor == null) {
                json.writeObjectFieldStart("parameters");
                json.writeBooleanField("binary_data", true);
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The shortest digits that give the same number back. */
    private static void writeData(JsonGenerator json, TensorType type, float[] tensor) throws IOException {
        json.writeArrayFieldStart("data");
        for (float value : tensor) {
            if (type == TensorType.FP64) {
                json.writeNumber((double) value);
            } else {
                json.writeNumber(type.round(value));
            }
        }
        json.writeEndArray();
    }
}
