package org.duress.testserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
    private static final String IMAGE =
            "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,8,8],\"data\":[" + "0.5,".repeat(63)
                    + "0.5]}]}";

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> infer(URI url) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url.resolve("/v2/models/unet/infer"))
                        .POST(HttpRequest.BodyPublishers.ofString(IMAGE))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void startsAnswersAndStopsWhenItIsTold() throws Exception {
        try (ServerProcess server = ServerProcess.start()) {
            assertThat(infer(server.url()).statusCode()).isEqualTo(200);
            server.process().destroy();
            assertThat(server.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process().exitValue()).isZero();
            assertThat(server.log()).contains("ready http://127.0.0.1:");
        }
    }

    @Test
    void isKilledWhenItIsClosed() {
        ServerProcess server = ServerProcess.start("hang");
        server.close();
        assertThat(server.process().isAlive()).isFalse();
    }

    @Test
    void diesInTheMiddleOfAnAnswer() throws Exception {
        try (ServerProcess server = ServerProcess.start("die-after=2")) {
            assertThat(infer(server.url()).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> infer(server.url())).isInstanceOf(IOException.class);
            assertThat(server.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process().exitValue()).isEqualTo(3);
            assertThat(server.log()).contains("dies in infer request 2");
        }
    }

    @Test
    void diesAtOnce() {
        assertThatThrownBy(() -> ServerProcess.start("die-after=0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dies at once");
    }

    @Test
    void whatIsWrongWithTheArgumentsIsSaid() {
        assertThatThrownBy(() -> ServerProcess.startWith(List.of("--modle=a.onnx")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("argument '--modle=a.onnx' is unknown");
    }
}
