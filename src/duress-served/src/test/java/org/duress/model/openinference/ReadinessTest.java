package org.duress.model.openinference;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {
    private final StubServer server = new StubServer();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void close() {
        server.close();
    }

    /** How servers say that they, or a model, are not ready yet. */
    @ParameterizedTest
    @CsvSource({
        "503, '{\"ready\": false}'",
        "500, ''",
        "400, ''",
        "404, '{\"error\": \"Model version is not loaded yet\"}'",
        "200, '{\"name\": \"unet\", \"ready\": false}'",
        "0, ''"
    })
    void anyWayToSayNotYetIsWaitedThrough(int status, String body) {
        Reply notYet = Reply.of(status, body);
        server.on("/v2/health/live", List.of(notYet, Reply.ok("")))
                .on("/v2/health/ready", List.of(notYet, notYet, Reply.ok("{\"ready\": true}")))
                .on(
                        "/v2/models/unet/ready",
                        List.of(notYet, notYet, Reply.ok("{\"name\": \"unet\", \"ready\": true}")));
        readiness(Optional.empty()).await(Duration.ofSeconds(60));
        assertThat(time.pauses()).isNotEmpty();
    }

    @Test
    void aServerWithAnotherModelThatIsNotReadyWillDo() {
        server.on("/v2/health/live", "")
                .on("/v2/health/ready", asked -> Reply.error(400, "not ready"))
                .on("/v2/models/unet/ready", "");
        readiness(Optional.empty()).await(Duration.ofSeconds(60));
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void aGatewayThatPassesNoHealthOnButMetadataWillDo() {
        server.on("/v2/models/unet", "{\"name\": \"unet\"}");
        readiness(Optional.empty()).await(Duration.ofSeconds(60));
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void aVersionIsAskedForInItsOwnPath() {
        server.on("/v2/health/live", "").on("/v2/health/ready", "").on("/v2/models/unet/versions/3/ready", "");
        readiness(Optional.of("3")).await(Duration.ofSeconds(60));
        assertThat(server.asked("/v2/models/unet/versions/3/ready")).hasSize(1);
    }

    @Test
    void theTimeIsUp() {
        server.on("/v2/health/live", "")
                .on("/v2/health/ready", "")
                .on("/v2/models/unet/ready", asked -> Reply.error(503, "loading weights"));
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(7)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + server.url()
                        + " was not ready after 7 s (last seen: /v2/models/unet/ready: status"
                        + " 503 (loading weights)); check the server and its log, or raise model.readySeconds if it"
                        + " needs"
                        + " longer");
        assertThat(time.nanos()).isEqualTo(Duration.ofSeconds(7).toNanos());
    }

    /** Triton answers 400 for a model that it does not have, others 404. */
    @ParameterizedTest
    @CsvSource({"400", "404"})
    void aNameThatTheServerDoesNotHaveIsTheUsersMistake(int status) {
        server.on("/v2/health/live", "")
                .on("/v2/health/ready", "")
                .on("/v2/models/unet/ready", asked -> Reply.of(status, ""))
                .on("/v2/models/unet", asked -> Reply.error(status, "Request for unknown model: 'unet' is not found"));
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(60)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("the server at " + server.url()
                        + " is ready but has no model 'unet' (last seen: /v2/models/unet:" + " status " + status
                        + " (Request for unknown model: 'unet' is not found)); correct model.name");
    }

    /** The protocol has no list of models; servers have their own. */
    @ParameterizedTest
    @CsvSource({
        "/v2/repository/index, '[{\"name\": \"liver\", \"version\": \"1\", \"state\": \"READY\"}, {\"name\":"
                + " \"kidney\"}]'",
        "/v2/models, '{\"models\": [\"liver\", \"kidney\"]}'",
        "/v1/config, '{\"liver\": {\"model_version_status\": []}, \"kidney\": {}}'"
    })
    void theModelsOfTheServerAreNamedWhereItTells(String path, String body) {
        server.on("/v2/health/live", "").on("/v2/health/ready", "").on(path, body);
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(60)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageEndingWith("; it has [kidney, liver]; correct model.name");
    }

    @Test
    void theVersionsOfTheModelAreNamed() {
        server.on("/v2/health/live", "")
                .on("/v2/health/ready", "")
                .on("/v2/models/unet", "{\"name\": \"unet\", \"versions\": [\"1\", \"2\"]}");
        assertThatThrownBy(() -> readiness(Optional.of("3")).await(Duration.ofSeconds(60)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("the server at " + server.url()
                        + " has the model unet, but not its version 3; it has [1, 2]; correct model.version");
    }

    /** No waiting makes a server know us; and a page of a log-in is not what was asked for. */
    @ParameterizedTest
    @CsvSource({"407", "511"})
    void authenticationOnTheWayIsSaidAtOnce(int status) {
        server.on("/v2/health/live", "")
                .on("/v2/health/ready", "")
                .on("/v2/models/unet/ready", asked -> Reply.of(status, "<html>Log in</html>"))
                .on("/v2/models/unet", asked -> Reply.of(status, ""));
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(60)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + server.url() + " answers " + status
                        + ": something on the way to it asks for authentication, which is not supported; run the test"
                        + " where the server is reached without");
        assertThat(time.pauses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401", "403"})
    void authenticationIsSaidAtOnce(int status) {
        server.on("/v2/health/live", "")
                .on("/v2/health/ready", "")
                .on("/v2/models/unet/ready", asked -> Reply.of(status, "<html>Authorization Required</html>"))
                .on("/v2/models/unet", asked -> Reply.error(status, "who are you?"));
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(60)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + server.url() + " answers " + status
                        + ": it asks for authentication (it says: who are you?); set model.authorizationFrom to the"
                        + " name of an environment variable that holds the header Authorization");
        assertThat(time.pauses()).isEmpty();
    }

    /** Even where it lets nobody see whether it is ready. */
    @Test
    void aGatewayThatKeepsHealthToItselfWillDo() {
        Reply no = Reply.of(403, "");
        server.on("/v2/health/live", asked -> no)
                .on("/v2/health/ready", asked -> no)
                .on("/v2/models/unet/ready", asked -> no)
                .on("/v2/models/unet", "{\"name\": \"unet\"}");
        readiness(Optional.empty()).await(Duration.ofSeconds(60));
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void anotherVersionOfHttpIsSaidAtOnce() {
        server.on("/v2/models/unet/ready", asked -> Reply.of(505, ""))
                .on("/v2/models/unet", asked -> Reply.of(505, ""));
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(60)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("answers 505: it wants another version of HTTP than 1.1");
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void tlsWhereThereIsNoneIsSaidAtOnce() throws Exception {
        saidAtOnce(
                "https",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "cannot be reached by TLS (",
                "); correct model.url: whether it is https there, and at which port");
    }

    @Test
    void somethingElseThanHttpIsSaidAtOnce() throws Exception {
        saidAtOnce(
                "http",
                "220 mail.example.org ESMTP\r\n\r\n",
                "answers with something else than HTTP (",
                "); set model.url to the port of HTTP, not to that of gRPC or TLS");
    }

    private void saidAtOnce(String scheme, String answer, String start, String end) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread other = new Thread(() -> {
                while (!socket.isClosed()) {
                    try (Socket connection = socket.accept()) {
                        connection.getOutputStream().write(answer.getBytes(US_ASCII));
                        connection.getInputStream().readNBytes(10);
                    } catch (IOException e) {
                        // The other side has left.
                    }
                }
            });
            other.setDaemon(true);
            other.start();
            URI url = URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort());
            assertThatThrownBy(() -> readiness(url).await(Duration.ofSeconds(60)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("model unet at " + url + " " + start)
                    .hasMessageEndingWith(end);
        }
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void aHostThatIsNotKnownIsSaid() {
        assertThatThrownBy(() ->
                        readiness(URI.create("http://nowhere.invalid:8000")).await(Duration.ofSeconds(2)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("was not ready after 2 s (last seen: a host that is not known)");
    }

    @Test
    void interruptionStopsAtOnce() {
        server.on("/v2/health/live", asked -> Reply.of(503, ""));
        time.interrupt();
        assertThatThrownBy(() -> readiness(Optional.empty()).await(Duration.ofSeconds(60)))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void addressesHaveTheGatewaysPathAndEscapedNames() {
        Endpoints endpoints = Endpoints.of(
                URI.create("https://gate.way:8443/team a/".replace(" ", "%20")), "u/net ü+", Optional.of("2 b"));
        assertThat(endpoints.infer())
                .hasToString("https://gate.way:8443/team%20a/v2/models/u%2Fnet%20%C3%BC%2B/versions/2%20b/infer");
        assertThat(Endpoints.of(URI.create("http://h:1/v2/"), "m", Optional.empty())
                        .metadata())
                .hasToString("http://h:1/v2/models/m");
    }

    private Readiness readiness(URI url) {
        return new Readiness(
                new Wire(Duration.ofSeconds(20), Access.OPEN, url),
                ServerHost.at(url),
                time,
                Endpoints.of(url, "unet", Optional.empty()));
    }

    private Readiness readiness(Optional<String> version) {
        return new Readiness(
                new Wire(Duration.ofSeconds(20), Access.OPEN, server.url()),
                ServerHost.at(server.url()),
                time,
                Endpoints.of(server.url(), "unet", version));
    }
}
