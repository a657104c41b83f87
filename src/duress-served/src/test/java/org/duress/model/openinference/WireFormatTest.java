package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.duress.EnvironmentException;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.testserver.PublishedSchemas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers byte by byte, against the published schemas and examples. */
class WireFormatTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final PublishedSchemas SCHEMAS = new PublishedSchemas();
    private static final long MOST = 10_000;

    /** Any float: all exponents, both signs, the ends. */
    private static float[] floats() {
        Random random = new Random(3);
        float[] values = new float[4096];
        for (int i = 0; i < values.length; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            values[i] = Float.isFinite(value) ? value : 0.1f;
        }
        float[] ends = {0, -0f, 1, 0.1f, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 16777217
        };
        System.arraycopy(ends, 0, values, 0, ends.length);
        return values;
    }

    @Test
    void aJsonRequestIsThePublishedOneAndHoldsEveryFloatExactly() throws IOException {
        float[] values = floats();
        InferenceRequest request =
                InferenceRequest.json("7", "im\"age", TensorType.FP32, List.of(1, 1, 64, 64), values, "seg");
        JsonNode json = JSON.readTree(request.body());
        assertThat(SCHEMAS.errors("inference_request", json)).isEmpty();
        assertThat(json.at("/inputs/0/name").asText()).isEqualTo("im\"age");
        assertThat(json.at("/inputs/0/datatype").asText()).isEqualTo("FP32");
        assertThat(json.at("/inputs/0/shape").toString()).isEqualTo("[1,1,64,64]");
        assertThat(json.at("/outputs/0/name").asText()).isEqualTo("seg");
        assertThat(json.at("/inputs/0/data")).hasSize(values.length);
        for (int i = 0; i < values.length; i++) {
            // A server reads a double and makes it a float.
            assertThat((float) json.at("/inputs/0/data").get(i).asDouble()).isEqualTo(values[i]);
        }
        assertThat(request.headers()).containsEntry("Content-Type", "application/json");
    }

    @ParameterizedTest
    @EnumSource(
            value = TensorType.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void aBinaryRequestIsThatOfTheExtension(TensorType type) throws IOException {
        float[] values = floats();
        InferenceRequest request = InferenceRequest.binary("r 1", "image", type, List.of(2, 1, 32, 64), values, "seg");
        int length = Integer.parseInt(request.headers().get("Inference-Header-Content-Length"));
        JsonNode json = JSON.readTree(request.body(), 0, length);
        assertThat(json.toString())
                .isEqualTo(
                        "{\"id\":\"r 1\",\"inputs\":[{\"name\":\"image\",\"shape\":[2,1,32,64],\"datatype\":\"" + type
                                + "\",\"parameters\":{\"binary_data_size\":" + values.length * type.bytes()
                                + "}}],\"outputs\":[{\"name\":\"seg\",\"parameters\":{\"binary_data\":true}}]}");
        assertThat(request.headers()).containsEntry("Content-Type", "application/octet-stream");
        assertThat(request.body()).hasSize(length + values.length * type.bytes());
        ByteBuffer tensor = ByteBuffer.wrap(request.body(), length, values.length * type.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (type) {
                case FP32 -> assertThat(tensor.getFloat()).isEqualTo(value);
                case FP64 -> assertThat(tensor.getDouble()).isEqualTo(value);
                case FP16 -> assertThat(tensor.getShort()).isEqualTo(Float16.of(value));
                case BF16 ->
                    assertThat(Math.abs((tensor.getShort() & 0xffff) - (Float.floatToIntBits(value) >>> 16)))
                            .isLessThanOrEqualTo(1);
                default -> throw new IllegalStateException("no image is sent as " + type);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TensorType.class,
            names = {"FP16", "BF16", "FP32", "FP64"})
    void whatIsWrittenIsReadBack(TensorType type) throws IOException {
        float[] values = floats();
        ByteBuffer tensor = ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            type.put(tensor, values[i]);
            expected[i] = type.round(values[i]);
        }
        String json = "{\"outputs\": [{\"name\": \"seg\", \"shape\": [64, 64], \"datatype\": \"" + type
                + "\", \"parameters\": {\"binary_data_size\": " + tensor.capacity() + "}}]}";
        assertThat(read(json, tensor.array()).outputs().get(0).values()).isEqualTo(expected);
        String digits = "{\"outputs\": [{\"name\": \"seg\", \"shape\": [64, 64], \"datatype\": \"FP32\", \"data\": "
                + Arrays.toString(values) + "}]}";
        assertThat(read(digits).outputs().get(0).values()).isEqualTo(values);
    }

    /** {@code specification/protocol/inference_rest.md}, "Inference Request Examples", with its missing comma. */
    @Test
    void theAnswerOfTheSpecification() throws IOException {
        InferenceAnswer answer = read("""
                {
                  "id" : "42",
                  "outputs" : [
                    {
                      "name" : "output0",
                      "shape" : [ 3, 2 ],
                      "datatype"  : "FP32",
                      "data" : [ 1.0, 1.1, 2.0, 2.1, 3.0, 3.1 ]
                    }
                  ]
                }
                """);
        assertThat(answer.outputs()).hasSize(1);
        assertThat(answer.outputs().get(0)).hasToString("output0 FP32 [3, 2]");
        assertThat(answer.outputs().get(0).values()).containsExactly(1, 1.1f, 2, 2.1f, 3, 3.1f);
    }

    /** Triton, {@code docs/protocol/extension_binary_data.md}, "Examples": 24 bytes after the JSON. */
    @Test
    void theAnswerOfTritonsBinaryExtension() throws IOException {
        String json = """
                {
                  "outputs" : [
                    {
                      "name" : "output0",
                      "shape" : [ 3, 2 ],
                      "datatype"  : "FP32",
                      "parameters" : {
                        "binary_data_size" : 24
                      }
                    }
                  ]
                }
                """;
        byte[] bytes = floats(1, 1.1f, 2, 2.1f, 3, 3.1f);
        assertThat(read(json, bytes).outputs().get(0).values()).containsExactly(1, 1.1f, 2, 2.1f, 3, 3.1f);
    }

    /**
     * KServe, {@code docs/modelserving/data_plane/binary_tensor_data_extension.md}: one output binary and one JSON,
     * nested. The document says 16 bytes for 3 x 2 values of FP16, which are 12.
     */
    @Test
    void theMixedAnswerOfKServe() throws IOException {
        String json = """
                {
                  "outputs" : [
                    {
                      "name" : "output0",
                      "shape" : [ 3, 2 ],
                      "datatype"  : "FP16",
                      "parameters" : {
                        "binary_data_size" : 12
                      }
                    },
                    {
                      "name" : "output1",
                      "shape" : [ 2, 2 ],
                      "datatype"  : "FP32",
                      "data" : [[1.203, 5.403], [3.434, 34.234]]
                    }
                  ]
                }
                """;
        byte[] halves = {0, 0x3c, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0, 0x46};
        InferenceAnswer answer = read(json, halves);
        assertThat(answer.outputs().get(0).values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(answer.outputs().get(1).values()).containsExactly(1.203f, 5.403f, 3.434f, 34.234f);
        assertThatThrownBy(() -> read(json.replace("12", "16"), new byte[16]))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("output output0 FP16 [3, 2] with 16 bytes in place of 12");
    }

    /** MLServer answers with parameters, null and fields of its own (its {@code content_type} example, an echo). */
    @Test
    void fieldsOfOthersAreSkippedAndOrderDoesNotMatter() throws IOException {
        InferenceAnswer answer = read("""
                {
                  "model_name": "content-type-example", "model_version": null,
                  "id": "0f8a", "parameters": {"content_type": null, "headers": {"a": [1, {"b": 2}]}},
                  "outputs": [
                    {"data": [[1, 2], [3, 4]], "parameters": {"content_type": "np"}, "datatype": "FP32", "shape": [2, \
                2],
                     "name": "parameters-np", "more": [{}]},
                    {"name": "parameters-str", "datatype": "BYTES", "shape": [1], "data": ["hello world"]}
                  ]
                }
                """);
        assertThat(answer.version()).isEmpty();
        assertThat(answer.outputs().get(0).values()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void binaryTensorsLieInTheOrderOfTheOutputs() throws IOException {
        String json = """
                {"model_name": "m", "model_version": "7", "outputs": [
                  {"name": "labels", "datatype": "INT64", "shape": [1], "parameters": {"binary_data_size": 8}},
                  {"name": "text", "datatype": "BYTES", "shape": [1], "data": ["x"]},
                  {"name": "seg", "datatype": "FP64", "shape": [2], "parameters": {"binary_data_size": 16}}]}
                """;
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(99).putDouble(0.5).putDouble(-2);
        InferenceAnswer answer = read(json, bytes.array());
        assertThat(answer.version()).isEqualTo("7");
        assertThat(answer.outputs().get(2).values()).containsExactly(0.5f, -2);
    }

    @Test
    void whatIsNoNumberIsReadAsNone() throws IOException {
        float[] values = read("{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [8], \"data\": [NaN,"
                        + " Infinity,"
                        + " -Infinity, null, \"NaN\", \"-inf\", 1e99, 2]}]}")
                .outputs()
                .get(0)
                .values();
        assertThat(values)
                .containsExactly(
                        Float.NaN,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.NaN,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY,
                        Float.POSITIVE_INFINITY,
                        2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [2], \"data\": [1, ",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"sha",
                "{"
            })
    void jsonThatEndsTooEarlyMayBeAskedForAgain(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }

    @Test
    void aTensorThatEndsTooEarlyMayBeAskedForAgain() {
        String json = "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [2], \"parameters\":"
                + " {\"binary_data_size\": 8}}]}";
        assertThatThrownBy(() -> read(json, new byte[7]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("7 of 8 bytes of output a");
        assertThatThrownBy(() -> read(json, new byte[9]))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("1 bytes more than its binary tensors have");
        byte[] short4 = json.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> InferenceAnswer.read(answer(short4, Optional.of("1000")), "model m", MOST))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> InferenceAnswer.read(answer(short4, Optional.of("-1")), "model m", MOST))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("Inference-Header-Content-Length: -1, which is no length");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "{\"error\": \"no\"}",
                "{\"outputs\": {}}",
                "{\"outputs\": []} {\"outputs\": []}",
                "{\"outputs\": [1, 2]}",
                "{\"outputs\": [{\"name\": {\"a\": 1}, \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": 32, \"shape\": [1], \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [4294967297], \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\":"
                        + " [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"
                        + " \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [3], \"data\": [1, 2]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [-1], \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1.5], \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": {\"b\": 1}}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [{\"b\": 1}]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [2147483647, 2147483647,"
                        + " 2147483647],"
                        + " \"data\": [1]}]}",
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [1], \"parameters\":"
                        + " {\"binary_data_size\": -4}}]}"
            })
    void nonsenseIsSaid(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("model m answers with ")
                .hasMessageEndingWith("; check what serves there");
    }

    @Test
    void deepAndLongAnswersAreLeft() {
        for (String json : List.of(
                "{\"more\": " + "[".repeat(100_000),
                "{\"outputs\": [{\"data\": " + "[".repeat(100_000),
                "{\"outputs\": [{\"data\": [" + "9".repeat(10_000) + "]}]}",
                "{\"outputs\": [{\"data\": [" + "0,".repeat((int) MOST + 1) + "0]}]}")) {
            assertThatThrownBy(() -> read(json))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("model m answers with ");
        }
        byte[] many = new byte[4 * (int) MOST + 4];
        assertThatThrownBy(() -> read(
                        "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [10001], \"parameters\":"
                                + " {\"binary_data_size\": 40004}}]}",
                        many))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("output a of more than the 10000 values asked for");
    }

    /** What the stub server of these tests says is what the protocol says. */
    @Test
    void theStubsAnswersArePublishedOnes() throws IOException {
        JsonNode json =
                JSON.readTree(Reply.json(new int[] {1, 2}, new float[] {1, 2}).body());
        assertThat(SCHEMAS.errors("inference_response", json)).isEmpty();
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static InferenceAnswer read(String json) throws IOException {
        return InferenceAnswer.read(answer(json.getBytes(StandardCharsets.UTF_8), Optional.empty()), "model m", MOST);
    }

    private static InferenceAnswer read(String json, byte[] binary) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(header);
        body.write(binary);
        return InferenceAnswer.read(
                answer(body.toByteArray(), Optional.of(String.valueOf(header.length))), "model m", MOST);
    }

    private static HttpAnswer answer(byte[] body, Optional<String> jsonLength) {
        Map<String, List<String>> headers = jsonLength
                .map(length -> Map.of("Inference-Header-Content-Length", List.of(length)))
                .orElse(Map.of());
        return new HttpAnswer(
                URI.create("http://m"), 200, HttpHeaders.of(headers, (name, value) -> true), body, Optional.empty());
    }
}
