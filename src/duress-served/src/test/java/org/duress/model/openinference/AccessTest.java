package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.model.openinference.StubModel.images;
import static org.duress.model.openinference.StubModel.logits;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Asked;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server is shown goes to it alone, and comes back in nothing that is said. */
class AccessTest {
    private static final String VARIABLE = "UNET_AUTHORIZATION";
    private static final String TOKEN = "tk-5f0e77/9a+77c1==";
    private static final String SECRET = "tk-5f0e77";
    private static final String HEADER = "Bearer " + TOKEN;
    private static final String IMAGE = tensor("image", "FP32", "[-1, 1, 8, 8]");
    private static final String SEG = tensor("seg", "FP32", "[-1, 2, 8, 8]");

    private final StubServer server = new StubServer().with("\"binary_tensor_data\"", IMAGE, SEG);
    private final StubServer other = new StubServer().with("\"binary_tensor_data\"", IMAGE, SEG);
    private final ManualTime time = new ManualTime();

    @AfterEach
    void close() {
        server.close();
        other.close();
    }

    @Test
    void everyRequestHasTheHeader() {
        server.on(INFER, StubModel::logits);
        try (SegmentationModel model = open(served(Optional.of(VARIABLE)), HEADER)) {
            model.probabilities(images(2));
        }
        assertThat(server.asked())
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(asked.authorization()).hasValue(HEADER));
    }

    @Test
    void withoutAVariableThereIsNoHeader() {
        server.on(INFER, StubModel::logits);
        open(served(Optional.empty()), HEADER).close();
        assertThat(server.asked())
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(asked.authorization()).isEmpty());
    }

    @Test
    void aMissingVariableIsSaidBeforeAnythingIsAsked() {
        assertThatThrownBy(() -> OpenInferenceModels.open(
                        ServerHost.at(server.url()),
                        served(Optional.of("DURESS_TEST_HAS_NO_SUCH_VARIABLE")),
                        spec(served(Optional.empty()))))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("the environment variable DURESS_TEST_HAS_NO_SUCH_VARIABLE, which"
                        + " model.authorizationFrom names, is not set;");
        assertThat(server.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aServerThatDoesNotTakeItIsSaidAtOnce(int status) {
        closed(status);
        assertThatThrownBy(() -> open(served(Optional.of(VARIABLE)), "Bearer other"))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + server.url() + " answers " + status + ": it does not take what the"
                        + " environment variable UNET_AUTHORIZATION holds (it says: who are you?); correct its value,"
                        + " which is the whole header Authorization, such as Bearer and a token");
        assertThatThrownBy(() -> open(served(Optional.empty()), HEADER))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + server.url() + " answers " + status + ": it asks for authentication (it"
                        + " says: who are you?); set model.authorizationFrom to the name of an environment variable"
                        + " that holds the header Authorization");
        assertThat(time.pauses()).as("waited for").isEmpty();
        open(served(Optional.of(VARIABLE)), HEADER).close();
    }

    /** As the quirk "auth" of a server that was met: only the model's own addresses ask. */
    private void closed(int status) {
        Function<Asked, Optional<Reply>> door = asked -> asked.authorization().equals(Optional.of(HEADER))
                ? Optional.empty()
                : Optional.of(Reply.error(status, "who are you?"));
        String metadata = "{\"name\": \"unet\", \"inputs\": [" + IMAGE + "], \"outputs\": [" + SEG + "]}";
        server.on("/v2/models/unet/ready", asked -> door.apply(asked).orElseGet(() -> Reply.ok("")))
                .on("/v2/models/unet", asked -> door.apply(asked).orElseGet(() -> Reply.ok(metadata)))
                .on(INFER, asked -> door.apply(asked).orElseGet(() -> logits(asked)));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void anotherServerIsNotShownIt(int status) {
        server.on(INFER, asked -> new Reply(status, Map.of("Location", other.url() + INFER), new byte[0]));
        assertThatThrownBy(() -> open(served(Optional.of(VARIABLE)), HEADER))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("a redirect to " + other.url() + ", which is not followed");
        assertThat(other.asked()).isEmpty();
    }

    /** Should a request ever go elsewhere, it goes without. */
    @Test
    void aWireShowsItToItsOwnServerOnly() throws Exception {
        Access access = access(served(Optional.of(VARIABLE)), HEADER);
        new Wire(Duration.ofSeconds(5), access, server.url())
                .send(Wire.Request.get(other.url()))
                .get();
        new Wire(Duration.ofSeconds(5), access, server.url())
                .send(Wire.Request.get(server.url()))
                .get();
        assertThat(other.asked().get(0).authorization()).isEmpty();
        assertThat(server.asked().get(0).authorization()).hasValue(HEADER);
    }

    /** In each place that a message, a report or a fingerprint takes words from. */
    @Test
    void aServerThatRepeatsItIsNotRepeated() {
        String echo = "{\"error\": \"Unauthorized: " + TOKEN.replace("/", "\\/") + "\"}";
        List<Function<Asked, Reply>> echoes = List.of(
                asked -> Reply.of(401, echo),
                asked -> Reply.of(400, echo),
                asked -> Reply.of(500, echo),
                asked -> Reply.of(503, echo),
                asked -> Reply.ok(HEADER),
                asked -> Reply.ok(TOKEN),
                asked -> Reply.ok("{\"outputs\": [" + TOKEN + "]}"),
                asked -> Reply.ok("{\"outputs\": [{\"name\": \"" + TOKEN
                        + "\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1]}]}"),
                asked -> Reply.ok("{\"id\": \"" + TOKEN + "\", \"outputs\": []}"),
                asked -> new Reply(302, Map.of("Location", "/" + TOKEN), new byte[0]),
                asked -> new Reply(307, Map.of("Location", "http://" + SECRET + ".example.org/"), new byte[0]),
                asked -> new Reply(200, Map.of("Content-Encoding", TOKEN), new byte[] {1}),
                asked -> new Reply(200, Map.of("Inference-Header-Content-Length", TOKEN), new byte[] {1}));
        for (String path : List.of("/v2/models/unet/ready", "/v2/models/unet", INFER)) {
            for (Function<Asked, Reply> answer : echoes) {
                try (StubServer fresh = new StubServer().with("\"binary_tensor_data\"", IMAGE, SEG)) {
                    fresh.on(INFER, StubModel::logits).on(path, answer);
                    try (SegmentationModel model =
                            open(fresh.url(), served(Optional.of(VARIABLE)), "Bearer " + TOKEN)) {
                        assertThat(model.provenance().toString()).doesNotContain(SECRET);
                    } catch (DuressException e) {
                        StringWriter trace = new StringWriter();
                        e.printStackTrace(new PrintWriter(trace));
                        assertThat(trace.toString()).doesNotContain(SECRET);
                    }
                }
            }
        }
    }

    @Test
    void neitherProvenanceNorFingerprintNorLogHasIt() {
        AtomicReference<String> written = new AtomicReference<>("x");
        Function<String, SegmentationModel> opened = token -> {
            written.set(token);
            return OpenInferenceModels.open(
                    StubModel.host(server.url(), Map.of("host", "log of " + token), "log of " + token, () -> {}),
                    access(served(Optional.of(VARIABLE)), "Bearer " + token),
                    served(Optional.empty()),
                    spec(served(Optional.empty())),
                    time,
                    Duration.ofSeconds(20));
        };
        server.on("/v2", asked -> Reply.ok("{\"name\": \"gate of " + written.get() + "\", \"version\": \"1\"}"))
                .on(
                        "/v2/models/unet",
                        asked -> Reply.ok("{\"name\": \"unet\", \"platform\": \"p " + written.get()
                                + "\", \"inputs\": [" + IMAGE + "], \"outputs\": [" + SEG + "]}"))
                .on(INFER, asked -> {
                    String answer = new String(json(asked).body(), StandardCharsets.UTF_8);
                    return Reply.ok(answer.replace(
                            "\"model_name\": \"unet\"", "\"model_version\": \"v " + written.get() + "\""));
                });
        try (SegmentationModel one = opened.apply("first-token-0001");
                SegmentationModel two = opened.apply("second-token-0002")) {
            assertThat(one.provenance())
                    .containsEntry("server", "gate of [hidden] 1")
                    .containsEntry("platform", "p [hidden]")
                    .containsEntry("modelVersion", "v [hidden]")
                    .containsEntry("host", "log of [hidden]");
            assertThat(one.diagnostics()).containsEntry("container.log", "log of [hidden]");
            assertThat(two.fingerprint()).isEqualTo(one.fingerprint());
        }
    }

    /** Its digits may be those of a number. */
    @Test
    void answersStayAsTheyAre() {
        server.on(INFER, AccessTest::json);
        float[] plain;
        try (SegmentationModel model = open(served(Optional.empty()), HEADER)) {
            plain = model.probabilities(images(2));
        }
        // 1.44 is among the numbers.
        try (SegmentationModel model = open(served(Optional.of(VARIABLE)), "Bearer 1.44")) {
            assertThat(model.probabilities(images(2))).isEqualTo(plain);
        }
    }

    private static Reply json(Asked asked) {
        return Reply.json(new int[] {asked.shape()[0], 2, 8, 8}, StubModel.planes(asked.tensor(), asked.shape()[0]));
    }

    private static ServedModel served(Optional<String> variable) {
        return StubModel.SERVED.with(ServedModel.AUTHORIZATION_FROM, variable);
    }

    private static Access access(ServedModel served, String value) {
        return Access.of(served, Map.of(VARIABLE, value)::get);
    }

    private SegmentationModel open(ServedModel served, String value) {
        return open(server.url(), served, value);
    }

    private SegmentationModel open(URI url, ServedModel served, String value) {
        return OpenInferenceModels.open(
                ServerHost.at(url), access(served, value), served, spec(served), time, Duration.ofSeconds(20));
    }

    private static ModelSpec spec(ServedModel served) {
        return new ModelSpec(
                OpenInferenceModels.FORMAT, new ModelSource.Server(URI.create("http://localhost"), served));
    }
}
