package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duress.model.openinference.StubModel.logits;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.ModelSource;
import org.duress.spec.ModelSpec;
import org.duress.spec.ServedModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images go to the server that was named and to no other, and what it sends is not kept without end. */
class WireTest {
    private final StubServer named = StubServer.of(
            "\"binary_tensor_data\"", tensor("image", "FP32", "[-1, 1, 8, 8]"), tensor("seg", "FP32", "[-1, 2, 8, 8]"));
    private final StubServer other = StubServer.of(
            "\"binary_tensor_data\"", tensor("image", "FP32", "[-1, 1, 8, 8]"), tensor("seg", "FP32", "[-1, 2, 8, 8]"));
    private final ManualTime time = new ManualTime();

    @AfterEach
    void close() {
        named.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void anotherServerGetsNoImageAndNotEvenAQuestion(int status) {
        other.on(INFER, StubModel::logits);
        named.on(INFER, asked -> redirect(status, other.url() + INFER));
        assertThatThrownBy(() -> open(named.url()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("model unet at " + named.url() + " answers " + status + ", a redirect to " + other.url()
                        + ", which is not followed: images go to the server that the spec names and to no other; set"
                        + " model.url to the server that is meant");
        named.on("/v2/models/unet/ready", asked -> redirect(status, other.url() + asked.path()))
                .on("/v2/models/unet", asked -> redirect(status, other.url() + asked.path()));
        assertThatThrownBy(() -> open(named.url()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("answers " + status + ", a redirect to " + other.url());
        assertThat(time.pauses()).as("waited for").isEmpty();
        assertThat(other.asked()).isEmpty();
    }

    @Test
    void aRedirectInTheMiddleIsNotFollowedEither() {
        AtomicBoolean leads = new AtomicBoolean();
        named.on(INFER, asked -> leads.get() ? redirect(307, other.url() + INFER) : logits(asked));
        try (SegmentationModel model = open(named.url())) {
            model.probabilities(new ImageBatch(new float[64], 1, Grid.of(8, 8)));
            leads.set(true);
            assertThatThrownBy(() -> model.probabilities(new ImageBatch(new float[64], 1, Grid.of(8, 8))))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("answers 307, a redirect to " + other.url());
        }
        assertThat(other.asked()).isEmpty();
    }

    /** Another port, scheme or name is another server, whatever it resolves to. */
    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:PORT/", "http://localhost:PORT/", "//example.org/", "http://127.0.0.1/"})
    void whatIsAnotherServer(String location) {
        String target = location.replace("PORT", String.valueOf(named.url().getPort()));
        named.on(INFER, asked -> redirect(307, target));
        assertThatThrownBy(() -> open(named.url()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("a redirect to http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://[", "::"})
    void aRedirectToNowhere(String location) {
        named.on(INFER, asked -> redirect(307, location));
        assertThatThrownBy(() -> open(named.url()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("answers 307, a redirect to ");
    }

    /** Frameworks add or drop a slash that way. */
    @Test
    void aRedirectOnTheSameServerIsFollowed() {
        named.on(INFER, asked -> redirect(307, INFER + "/"))
                .on(INFER + "/", StubModel::logits)
                .on("/v2/models/unet", asked -> redirect(301, named.url() + "/v2/models/unet/"))
                .on(
                        "/v2/models/unet/",
                        "{\"inputs\": [" + tensor("image", "FP32", "[-1, 1, 8, 8]") + "], \"outputs\": ["
                                + tensor("seg", "FP32", "[-1, 2, 8, 8]") + "]}");
        try (SegmentationModel model = open(named.url())) {
            assertThat(model.probabilities(new ImageBatch(new float[64], 1, Grid.of(8, 8))))
                    .hasSize(128);
        }
    }

    @Test
    void aCircleIsLeft() {
        named.on(INFER, asked -> redirect(308, INFER));
        assertThatThrownBy(() -> open(named.url()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("answers 308, a redirect to its address " + INFER + ", which is not followed");
        assertThat(named.asked(INFER)).hasSize(4);
    }

    /** -Dhttp.proxyHost is there for downloads. */
    @Test
    void noProxyGetsTheImages() {
        named.on(INFER, StubModel::logits);
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), other.url().getPort())));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException problem) {}
        });
        try (SegmentationModel model = open(named.url())) {
            assertThat(model.classes()).isEqualTo(2);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(other.asked()).isEmpty();
    }

    @Test
    void compressedAnswersWereNotAskedFor() {
        named.on(INFER, asked -> new Reply(200, Map.of("Content-Encoding", "gzip"), new byte[] {31, -117}));
        assertThatThrownBy(() -> open(named.url()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("answers with Content-Encoding: gzip, which it was not asked for");
    }

    /** Nothing of it is read, and a server that trickles it in bytes is not waited for longer than for any. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\nX: ",
                "HTTP/1.1 100 Continue\r\n\r\n"
            })
    void answersWithoutEndAreLeft(String start) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                while (!socket.isClosed()) {
                    try (Socket connection = socket.accept()) {
                        OutputStream out = connection.getOutputStream();
                        out.write(start.getBytes(StandardCharsets.US_ASCII));
                        byte[] more = (start.endsWith("1\r\n") ? "y\r\n1\r\n".repeat(1000) : start.repeat(100))
                                .getBytes(StandardCharsets.US_ASCII);
                        while (true) {
                            out.write(more);
                        }
                    } catch (IOException e) {
                        // The other side has left.
                    }
                }
            });
            server.setDaemon(true);
            server.start();
            URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            Caller caller = new Caller(
                    new Wire(Duration.ofSeconds(2), Access.OPEN, url), ServerHost.at(url), time, "model m", 0);
            assertThatThrownBy(() -> caller.ask(Metadata.any(url)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("model m ");
        }
    }

    private static Reply redirect(int status, String location) {
        return new Reply(status, Map.of("Location", location), new byte[0]);
    }

    private SegmentationModel open(URI url) {
        ServedModel served = StubModel.SERVED.with(ServedModel.RETRIES, 2);
        return OpenInferenceModels.open(
                ServerHost.at(url),
                Access.OPEN,
                served,
                new ModelSpec(OpenInferenceModels.FORMAT, new ModelSource.Server(url, served)),
                time,
                Duration.ofSeconds(20));
    }
}
