package org.duress.testserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;

/**
 * What goes back to a client.
 *
 * @param status of HTTP
 * @param header length of the JSON at the beginning of the body, where binary data follow it
 */
record Answer(int status, OptionalInt header, byte[] body) {
    /** Writes a JSON object. */
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /** NaN is written as Python's json module writes it: JSON has no word for it. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .configure(JsonWriteFeature.WRITE_NAN_AS_STRINGS, false)
            .build();

    static Answer json(int status, Writer content) {
        return new Answer(status, OptionalInt.empty(), object(content));
    }

    static Answer error(int status, String text) {
        return json(status, json -> json.writeStringField("error", text));
    }

    /** An inference response; {@code outputs} are in the order of the request's. */
    static Answer inference(String model, String version, InferRequest request, List<Tensor> outputs) {
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        byte[] header = object(json -> {
            json.writeStringField("model_name", model);
            json.writeStringField("model_version", version);
            if (request.id() != null) {
                json.writeStringField("id", request.id());
            }
            json.writeArrayFieldStart("outputs");
            for (int i = 0; i < outputs.size(); i++) {
                output(json, outputs.get(i), request.outputs().get(i).binary(), binary);
            }
            json.writeEndArray();
        });
        if (request.outputs().stream().noneMatch(InferRequest.Wanted::binary)) {
            return new Answer(200, OptionalInt.empty(), header);
        }
        byte[] body = ByteBuffer.allocate(header.length + binary.size())
                .put(header)
                .put(binary.toByteArray())
                .array();
        return new Answer(200, OptionalInt.of(header.length), body);
    }

    private static void output(JsonGenerator json, Tensor output, boolean binary, ByteArrayOutputStream rest)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", output.name());
        json.writeStringField("datatype", "FP32");
        json.writeFieldName("shape");
        json.writeArray(output.shape(), 0, output.shape().length);
        if (binary) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * output.values().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(output.values());
            rest.writeBytes(bytes.array());
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", bytes.capacity());
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            for (float value : output.values()) {
                json.writeNumber(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static byte[] object(Writer content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Of the body. */
    String type() {
        return header.isPresent() ? "application/octet-stream" : "application/json";
    }
}
