package org.duress.testserver;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the published schemas, Triton's text on binary data, and a plain run of ONNX Runtime. */
class ModelServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PublishedSchemas PUBLISHED = new PublishedSchemas();
    private static final Offset<Float> CLOSE = within(1e-6f);
    private static final int CLASSES = 5;
    private static final long[] SHAPE = {2, 1, 16, 24};
    private static final int PIXELS = 16 * 24;

    private final HttpClient client = HttpClient.newHttpClient();

    private static ModelServer start(String... faults) {
        return startWith(Arrays.stream(faults).map(fault -> "--fault=" + fault).toArray(String[]::new));
    }

    private static ModelServer startWith(String... more) {
        return ModelServer.start(Stream.concat(Stream.of("--model=" + ServerProcess.MODEL), Arrays.stream(more))
                .toArray(String[]::new));
    }

    private static float[] image() {
        Random random = new Random(7);
        float[] image = new float[2 * PIXELS];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        return image;
    }

    private static float[] expected() throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(ServerProcess.MODEL.toString());
                OnnxTensor image = OnnxTensor.createTensor(environment, FloatBuffer.wrap(image()), SHAPE);
                OrtSession.Result result = session.run(Map.of("image", image))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }

    private static ObjectNode request() {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode input = request.putArray("inputs").addObject();
        input.put("name", "image").put("datatype", "FP32");
        ArrayNode shape = input.putArray("shape");
        Arrays.stream(SHAPE).forEach(shape::add);
        ArrayNode data = input.putArray("data");
        for (float value : image()) {
            data.add(value);
        }
        return request;
    }

    private static ObjectNode input(ObjectNode request) {
        return (ObjectNode) request.path("inputs").path(0);
    }

    private HttpResponse<byte[]> get(ModelServer server, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(server.url().resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> infer(ModelServer server, byte[] body, Optional<Integer> header)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url().resolve("/v2/models/unet/infer"))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        header.ifPresent(length -> request.header("Inference-Header-Content-Length", String.valueOf(length)));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> infer(ModelServer server, JsonNode request) throws IOException, InterruptedException {
        return infer(server, JSON.writeValueAsBytes(request), Optional.empty());
    }

    /** The body, which must be as published. */
    private static JsonNode body(HttpResponse<byte[]> response, String schema) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode body = JSON.readTree(response.body());
        assertThat(PUBLISHED.errors(schema, body)).isEmpty();
        return body;
    }

    private static String error(HttpResponse<byte[]> response, int status) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode body = body(response, "inference_error_response");
        assertThat(body.fieldNames()).toIterable().containsExactly("error");
        return body.path("error").asText();
    }

    private static Tensor output(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode output = body(response, "inference_response").path("outputs").path(0);
        return new Tensor(
                output.path("name").asText(),
                JSON.convertValue(output.path("shape"), long[].class),
                JSON.convertValue(output.path("data"), float[].class));
    }

    /** Element by element, because AssertJ takes half a minute to say how two such arrays differ. */
    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], CLOSE);
        }
    }

    @Test
    void schemasFindWhatIsWrong() throws IOException {
        assertThat(PUBLISHED.errors("inference_response", JSON.readTree("{\"model_name\":\"unet\"}")))
                .singleElement()
                .asString()
                .contains("outputs");
        assertThat(PUBLISHED.errors(
                        "metadata_model_response",
                        JSON.readTree("{\"name\":\"unet\",\"platform\":\"a\",\"inputs\":[{\"name\":\"image\"}]}")))
                .hasSize(2);
        assertThat(PUBLISHED.errors("inference_request", request())).isEmpty();
    }

    @Test
    void saysWhatItIsAndThatItIsReady() throws Exception {
        try (ModelServer server = start()) {
            for (String path : new String[] {"/v2", "/v2/"}) {
                JsonNode itself = body(get(server, path), "metadata_server_response");
                assertThat(itself.path("extensions")).containsExactly(JSON.readTree("\"binary_tensor_data\""));
            }
            for (String path : new String[] {
                "/v2/health/live", "/v2/health/ready", "/v2/models/unet/ready", "/v2/models/unet/versions/1/ready"
            }) {
                assertThat(get(server, path).statusCode()).as(path).isEqualTo(200);
            }
        }
    }

    @Test
    void saysWhatTheModelIs() throws Exception {
        try (ModelServer server = start()) {
            for (String path : new String[] {"/v2/models/unet", "/v2/models/unet/versions/1"}) {
                assertThat(body(get(server, path), "metadata_model_response")).isEqualTo(JSON.readTree("""
                                {"name":"unet","versions":["1"],"platform":"onnx_onnxv1",
                                "inputs":[{"name":"image","datatype":"FP32","shape":[-1,1,-1,-1]}],
                                "outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,5,-1,-1]}]}"""));
            }
        }
    }

    @Test
    void answersAsOnnxRuntimeDoes() throws Exception {
        ObjectNode request = request().put("id", "42");
        try (ModelServer server = start()) {
            HttpResponse<byte[]> response = infer(server, request);
            Tensor output = output(response);
            assertThat(output.name()).isEqualTo("probabilities");
            assertThat(output.shape()).containsExactly(2, CLASSES, 16, 24);
            assertClose(output.values(), expected());
            JsonNode body = body(response, "inference_response");
            assertThat(body.path("id").asText()).isEqualTo("42");
            assertThat(body.path("model_name").asText()).isEqualTo("unet");
            assertThat(body.path("model_version").asText()).isEqualTo("1");
            assertThat(server.inferences()).isEqualTo(1);
        }
    }

    @Test
    void takesNumbersNestedToo() throws Exception {
        ObjectNode request = request();
        JsonNode flat = input(request).path("data");
        ArrayNode nested = input(request).putArray("data");
        for (int i = 0; i < 2; i++) {
            ArrayNode channel = nested.addArray().addArray();
            for (int y = 0; y < 16; y++) {
                ArrayNode row = channel.addArray();
                for (int x = 0; x < 24; x++) {
                    row.add(flat.get((i * 16 + y) * 24 + x));
                }
            }
        }
        try (ModelServer server = start()) {
            assertClose(output(infer(server, request)).values(), expected());
        }
    }

    private static byte[] binaryBody(ObjectNode request) throws IOException {
        input(request).remove("data");
        input(request).putObject("parameters").put("binary_data_size", 4 * image().length);
        return JSON.writeValueAsBytes(request);
    }

    private static byte[] joined(byte[] header, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(header.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(header);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    @ParameterizedTest
    @CsvSource({"true, ", "false, true", "true, true", ", true"})
    void takesAndGivesBinaryData(@Nullable Boolean ofAll, @Nullable Boolean ofThis) throws Exception {
        ObjectNode request = request();
        if (ofAll != null) {
            request.putObject("parameters").put("binary_data_output", ofAll);
        }
        if (ofThis != null) {
            ObjectNode output = request.putArray("outputs").addObject().put("name", "probabilities");
            output.putObject("parameters").put("binary_data", ofThis);
        }
        byte[] header = binaryBody(request);
        try (ModelServer server = start()) {
            HttpResponse<byte[]> response = infer(server, joined(header, image()), Optional.of(header.length));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
            int length = Math.toIntExact(response.headers()
                    .firstValueAsLong("Inference-Header-Content-Length")
                    .orElseThrow());
            JsonNode output =
                    JSON.readTree(response.body(), 0, length).path("outputs").path(0);
            float[] expected = expected();
            assertThat(output.path("parameters").path("binary_data_size").intValue())
                    .isEqualTo(4 * expected.length)
                    .isEqualTo(response.body().length - length);
            assertThat(output.has("data")).isFalse();
            float[] values = new float[expected.length];
            ByteBuffer.wrap(response.body(), length, 4 * expected.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            assertClose(values, expected);
        }
    }

    @Test
    void whatAnOutputSaysGoesBeforeWhatTheRequestSays() throws Exception {
        ObjectNode request = request();
        request.putObject("parameters").put("binary_data_output", true);
        request.putArray("outputs")
                .addObject()
                .put("name", "probabilities")
                .putObject("parameters")
                .put("binary_data", false);
        try (ModelServer server = start()) {
            assertClose(output(infer(server, request)).values(), expected());
        }
    }

    @Test
    void withoutTheExtensionBinaryDataAreNotRead() throws Exception {
        ObjectNode request = request();
        byte[] header = binaryBody(request);
        try (ModelServer server = start("no-binary")) {
            assertThat(body(get(server, "/v2"), "metadata_server_response").path("extensions"))
                    .isEmpty();
            assertThat(error(infer(server, joined(header, image()), Optional.of(header.length)), 400))
                    .contains("failed to parse the request JSON buffer");
            ObjectNode asksForBinary = request();
            asksForBinary.putObject("parameters").put("binary_data_output", true);
            assertClose(output(infer(server, asksForBinary)).values(), expected());
        }
    }

    /** What is replaced in a good request, and what the server says to it. */
    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | } | failed to parse the request JSON buffer",
                "\"inputs\" | \"input\" | unable to find 'inputs' array",
                "\"image\" | \"picture\" | unexpected inference input 'picture' for model 'unet'",
                "FP32 | FP64 | inference input 'image' data-type is 'FP64', but model 'unet' expects 'FP32'",
                "[2,1,16,24] | [2,16,24] | unexpected shape for input 'image' for model 'unet'. Expected [-1, 1, -1,"
                        + " -1], got [2,16,24]",
                "[2,1,16,24] | [2,3,16,24] | unexpected shape for input 'image' for model 'unet'",
                "[2,1,16,24] | [2,1,16,-24] | unexpected shape for input 'image' for model 'unet'",
                "[2,1,16,24] | [2,1,16,25] | expected 800 values for inference input 'image', got 768",
                "[2,1,16,24] | [2000000,1,1600000,2400000] | input 'image' for model 'unet' is too large",
                "[2,1,16,24] | [1,1,32,24],\"parameters\":{\"binary_data_size\":3072} | the request ends within the"
                        + " binary data",
                "[2,1,16,24] | [1,1,32,24],\"parameters\":{\"binary_data_size\":3071} | expected 3072 bytes of"
                        + " binary data for inference input 'image', got 3071",
                "\"inputs\" | \"id\":7,\"inputs\" | attempt to access JSON non-string as string: 'id'",
                "\"inputs\" | \"outputs\":[{\"name\":\"logits\"}],\"inputs\" | unexpected inference output 'logits'"
                        + " for model 'unet'",
                "\"data\":[ | \"data\":[\"a\", | expected 768 values for inference input 'image', got 769",
                "[2,1,16,24] | [1,1,3,256] | onnx runtime error"
            })
    void whatIsWrongWithARequestIsSaid(String good, String bad, String message) throws Exception {
        String request = request().toString().replace(good, bad);
        try (ModelServer server = start()) {
            assertThat(error(infer(server, request.getBytes(StandardCharsets.UTF_8), Optional.empty()), 400))
                    .contains(message);
            assertThat(infer(server, request()).statusCode())
                    .as("the next request")
                    .isEqualTo(200);
        }
    }

    @Test
    void aNumberThatIsNoneIsRefused() throws Exception {
        ObjectNode request = request();
        ((ArrayNode) input(request).path("data")).set(3, JSON.readTree("\"a\""));
        try (ModelServer server = start()) {
            assertThat(error(infer(server, request), 400)).contains("non-number", "'image'");
        }
    }

    @Test
    void binaryDataThatNobodyAnnouncedAreRefused() throws Exception {
        byte[] header = JSON.writeValueAsBytes(request());
        try (ModelServer server = start()) {
            assertThat(error(infer(server, joined(header, new float[1]), Optional.of(header.length)), 400))
                    .isEqualTo("unexpected additional input data for model 'unet'");
            assertThat(error(infer(server, header, Optional.of(header.length + 1)), 400))
                    .contains("Inference-Header-Content-Length is " + (header.length + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/other, Request for unknown model: 'other' is not found",
        "/v2/models/other/ready, Request for unknown model: 'other' is not found",
        "/v2/models/unet/versions/2, Request for unknown model: 'unet' version 2 is not at ready state",
        "/v2/models/unet/other, there is nothing at /v2/models/unet/other",
        "/v1/models/unet, there is nothing at /v1/models/unet",
        "/, there is nothing at /",
    })
    void whatIsNotThereIsSaid(String path, String message) throws Exception {
        try (ModelServer server = start()) {
            assertThat(error(get(server, path), 404)).isEqualTo(message);
        }
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        try (ModelServer server = start()) {
            assertThat(error(get(server, "/v2/models/unet/infer"), 405)).contains("POST, not with GET");
        }
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        try (ModelServer server = startWith("--max-bytes=1000")) {
            assertThat(error(infer(server, request()), 413)).isEqualTo("the request has more than 1000 bytes");
        }
    }

    @Test
    void isNotReadyForAWhile() throws Exception {
        try (ModelServer server = start("never-ready")) {
            for (String path : new String[] {"/v2/health/ready", "/v2/models/unet/ready", "/v2/models/unet"}) {
                assertThat(error(get(server, path), 503)).isEqualTo("model 'unet' is being loaded");
            }
            assertThat(error(infer(server, request()), 503)).isEqualTo("model 'unet' is being loaded");
            assertThat(get(server, "/v2/health/live").statusCode()).isEqualTo(200);
        }
        long begun = System.nanoTime();
        try (ModelServer server = start("ready-after=700")) {
            int refused = 0;
            while (get(server, "/v2/health/ready").statusCode() == 503) {
                refused++;
            }
            assertThat(refused).isPositive();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(700));
        }
    }

    @Test
    void failsAsOftenAsItWasTold() throws Exception {
        try (ModelServer server = start("status=503x2")) {
            assertThat(error(infer(server, request()), 503)).isEqualTo("a fault that was ordered");
            assertThat(infer(server, request()).statusCode()).isEqualTo(503);
            assertThat(infer(server, request()).statusCode()).isEqualTo(200);
        }
        try (ModelServer server = start("close-mid-bodyx1")) {
            assertThatThrownBy(() -> infer(server, request())).isInstanceOf(IOException.class);
            assertClose(output(infer(server, request())).values(), expected());
        }
    }

    @Test
    void takesItsTime() throws Exception {
        try (ModelServer server = start("slow=300x1")) {
            long begun = System.nanoTime();
            assertThat(infer(server, request()).statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void neverAnswersAndStillLives() throws Exception {
        HttpRequest request;
        try (ModelServer server = start("hang")) {
            request = HttpRequest.newBuilder(server.url().resolve("/v2/models/unet/infer"))
                    .timeout(Duration.ofMillis(300))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request())))
                    .build();
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.discarding()))
                        .isInstanceOf(HttpTimeoutException.class);
            }
            assertThat(get(server, "/v2/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerDoesNotEnd() throws Exception {
        try (ModelServer server = start("endless")) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(server.url().resolve("/v2/models/unet/infer"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request())))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                assertThat(body.skip(20_000_000)).isEqualTo(20_000_000);
            }
        }
    }

    @Test
    void anotherModelAnswers() throws Exception {
        float[] right = expected();
        try (ModelServer server = start("swap-after=2")) {
            assertClose(output(infer(server, request())).values(), right);
            float[] swapped = output(infer(server, request())).values();
            for (int i = 0; i < right.length; i++) {
                int label = i / PIXELS % CLASSES;
                int other = i + (label == 0 ? (CLASSES - 1) * PIXELS : -PIXELS);
                assertThat(swapped[i]).isCloseTo(right[other], CLOSE);
            }
        }
    }

    @Test
    void imagesOfABatchGetEachOthersAnswers() throws Exception {
        float[] right = expected();
        int each = right.length / 2;
        try (ModelServer server = start("batch-first-only")) {
            float[] first = output(infer(server, request())).values();
            assertClose(Arrays.copyOfRange(first, 0, each), Arrays.copyOfRange(right, 0, each));
            assertClose(Arrays.copyOfRange(first, each, 2 * each), Arrays.copyOfRange(right, 0, each));
        }
        try (ModelServer server = start("permuted-after=2")) {
            assertClose(output(infer(server, request())).values(), right);
            float[] reversed = output(infer(server, request())).values();
            assertClose(Arrays.copyOfRange(reversed, 0, each), Arrays.copyOfRange(right, each, 2 * each));
            assertClose(Arrays.copyOfRange(reversed, each, 2 * each), Arrays.copyOfRange(right, 0, each));
        }
    }

    @Test
    void answersSayThatTheyAreOthersOrNothing() throws Exception {
        ObjectNode request = request().put("id", "42");
        try (ModelServer server = start("wrong-idx1", "no-idx2")) {
            for (boolean none : new boolean[] {true, true, false}) {
                JsonNode body = body(infer(server, request), "inference_response");
                assertThat(body.has("id")).isEqualTo(!none);
            }
        }
        try (ModelServer server = start("wrong-id")) {
            assertThat(body(infer(server, request), "inference_response")
                            .path("id")
                            .asText())
                    .isEqualTo("another");
        }
    }

    @Test
    void requestsUnderWayAtOnceAreSwapped() throws Exception {
        Tensor own = new Tensor("a", new long[] {1}, new float[] {1});
        Tensor others = new Tensor("a", new long[] {1}, new float[] {2});
        Swap swap = new Swap();
        assertThat(swap.of(List.of(own))).as("alone").containsExactly(own);
        // A side that waited too long for the other keeps its own: on a busy machine it takes more than one meeting.
        for (int i = 0; i < 100; i++) {
            CompletableFuture<List<Tensor>> other = CompletableFuture.supplyAsync(() -> {
                try {
                    return swap.of(List.of(others));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            List<Tensor> got = swap.of(List.of(own));
            if (got.equals(List.of(others))) {
                assertThat(other.get()).containsExactly(own);
                return;
            }
            other.get();
        }
        throw new AssertionError("never swapped");
    }

    @Test
    void answersAreHard() throws Exception {
        float[] soft = expected();
        try (ModelServer server = start("hard")) {
            float[] hard = output(infer(server, request())).values();
            for (int i = 0; i < hard.length; i++) {
                int first = i - i / PIXELS % CLASSES * PIXELS;
                float best = 0;
                for (int label = 0; label < CLASSES; label++) {
                    best = Math.max(best, soft[first + label * PIXELS]);
                }
                assertThat(hard[i]).isEqualTo(soft[i] == best ? 1 : 0);
            }
        }
    }

    @Test
    void answersVaryAndAreStillProbabilities() throws Exception {
        try (ModelServer server = start("random")) {
            float[] first = output(infer(server, request())).values();
            float[] second = output(infer(server, request())).values();
            float largest = 0;
            for (int i = 0; i < first.length; i++) {
                largest = Math.max(largest, Math.abs(first[i] - second[i]));
            }
            assertThat(largest).isGreaterThan(1e-3f);
            float sum = 0;
            for (int label = 0; label < CLASSES; label++) {
                sum += second[label * PIXELS];
            }
            assertThat(sum).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void aClassIsMissing() throws Exception {
        float[] right = expected();
        try (ModelServer server = start("wrong-shape")) {
            Tensor output = output(infer(server, request()));
            assertThat(output.shape()).containsExactly(2, CLASSES - 1, 16, 24);
            assertThat(output.values()[4 * PIXELS])
                    .as("first class of the second image")
                    .isCloseTo(right[5 * PIXELS], CLOSE);
        }
    }

    @Test
    void oneNumberIsNone() throws Exception {
        ObjectNode request = request();
        request.putObject("parameters").put("binary_data_output", true);
        try (ModelServer server = start("nan")) {
            assertThat(new String(infer(server, request()).body(), StandardCharsets.UTF_8))
                    .containsOnlyOnce("NaN");
            byte[] body = infer(server, request).body();
            FloatBuffer values = ByteBuffer.wrap(body, body.length - 4 * 2 * CLASSES * PIXELS, 4 * 2 * CLASSES * PIXELS)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            int nans = 0;
            while (values.hasRemaining()) {
                nans += Float.isNaN(values.get()) ? 1 : 0;
            }
            assertThat(nans).isEqualTo(1);
        }
    }

    @Test
    void aBatchThatIsTooLargeIsRefused() throws Exception {
        try (ModelServer server = start("max-batch=1")) {
            assertThat(error(infer(server, request()), 400))
                    .isEqualTo("[request id: <id_unknown>] inference request batch-size must be <= 1 for 'unet'");
        }
        try (ModelServer server = start("max-batch=2")) {
            assertThat(infer(server, request()).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hangs, there is no fault 'hangs'",
        "slow, fault 'slow' takes a number",
        "nan=3, fault 'nan' takes no number",
        "SLOW=3, fault 'SLOW=3' is not name[=number][xtimes]",
        "die-after=1, only a process of its own can die: see ServerProcess",
    })
    void whatIsWrongWithAFaultIsSaid(String fault, String message) {
        assertThatThrownBy(() -> start(fault))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void isAnImplementationOfItsOwn() {
        noClasses()
                .that()
                .resideInAPackage("org.duress.testserver")
                .and()
                .haveSimpleNameNotEndingWith("Test")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.duress..").and(not(resideInAPackage("org.duress.testserver"))))
                .because("client and server must not share a mistake")
                .check(new ClassFileImporter().importPackages("org.duress.testserver"));
    }
}
