package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.host.ServerHost;
import org.duress.model.openinference.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
    private final StubServer server = new StubServer();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504, 0})
    void whatMayPassIsAskedAgainAfterLongerAndLongerPauses(int status) {
        server.on("/q", List.of(Reply.of(status, ""), Reply.of(status, ""), Reply.of(status, ""), Reply.ok("yes")));
        assertThat(caller(3).ask(question("/q"))).isEqualTo(new Outcome.Answered<>("yes"));
        assertThat(time.pauses()).containsExactly(millis(100), millis(200), millis(400));
    }

    @Test
    void pausesDoNotGrowWithoutEnd() {
        server.on("/q", query -> Reply.error(503, "later"));
        assertThatThrownBy(() -> caller(9).ask(question("/q")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("model m answered with status 503 (later) 10 times; check the server and its log, or raise"
                        + " model.retries");
        assertThat(server.asked("/q")).hasSize(10);
        assertThat(time.pauses())
                .containsExactly(
                        millis(100),
                        millis(200),
                        millis(400),
                        millis(800),
                        millis(1600),
                        millis(3200),
                        millis(5000),
                        millis(5000),
                        millis(5000));
    }

    @Test
    void aServerMaySayWhenToComeBackUpToALimit() {
        server.on(
                "/q",
                List.of(
                        new Reply(503, Map.of("Retry-After", "2"), new byte[0]),
                        new Reply(429, Map.of("Retry-After", "3600"), new byte[0]),
                        new Reply(503, Map.of("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"), new byte[0]),
                        Reply.ok("yes")));
        assertThat(caller(3).ask(question("/q"))).isEqualTo(new Outcome.Answered<>("yes"));
        assertThat(time.pauses()).containsExactly(millis(2000), millis(5000), millis(400));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 413, 422, 501})
    void aRefusalIsFinal(int status) {
        server.on("/q", query -> Reply.error(status, "no"));
        assertThat(caller(3).ask(question("/q")))
                .isEqualTo(new Outcome.Refused<>(status, "status " + status + " (no)", Optional.empty()));
        assertThat(server.asked("/q")).hasSize(1);
    }

    @Test
    void anAnswerThatEndsTooEarlyIsAskedForAgain() {
        server.on("/q", List.of(Reply.ok("ye"), Reply.ok("yes")));
        assertThat(caller(1).ask(question("/q"))).isEqualTo(new Outcome.Answered<>("yes"));
    }

    @Test
    void aLongErrorIsCutAndOnlyItsFirstLineSaid() {
        server.on("/q", query -> Reply.error(400, "x".repeat(400) + "\\nat line 7"));
        assertThat(caller(0).ask(question("/q")))
                .isEqualTo(new Outcome.Refused<>(400, "status 400 (" + "x".repeat(300) + "...)", Optional.empty()));
        server.on("/html", query -> Reply.of(400, "<html>Bad request</html>"));
        assertThat(caller(0).ask(question("/html")))
                .isEqualTo(new Outcome.Refused<>(400, "status 400", Optional.empty()));
        server.on("/fastapi", query -> Reply.of(422, "{\"detail\": \"no such thing\"}"));
        assertThat(caller(0).ask(question("/fastapi")))
                .isEqualTo(new Outcome.Refused<>(422, "status 422 (no such thing)", Optional.empty()));
    }

    @Test
    void aProcessThatIsGoneIsNotAskedAgain() {
        server.on("/q", query -> Reply.of(0, ""));
        AtomicBoolean gone = new AtomicBoolean();
        ServerHost host = host(() -> gone.get() ? Optional.of("the container exited with code 137") : Optional.empty());
        Caller caller = new Caller(new Wire(Duration.ofSeconds(10), Access.OPEN, host.url()), host, time, "model m", 5);
        gone.set(true);
        assertThatThrownBy(() -> caller.ask(question("/q")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(": the container exited with code 137; see its log");
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void anAnswerWithoutEndIsLeft() {
        server.on("/q", query -> Reply.ok("y".repeat(200)));
        assertThatThrownBy(() -> caller(3).ask(question("/q")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("sends more than its answer can hold");
        assertThat(server.asked("/q")).as("not asked again").hasSize(1);
    }

    @Test
    void anAnswerThatTakesTooLongIsLeft() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        server.on("/q", query -> {
            await(end);
            return Reply.ok("yes");
        });
        Caller caller = new Caller(
                new Wire(millis(200), Access.OPEN, server.url()), ServerHost.at(server.url()), time, "model m", 1);
        try {
            assertThatThrownBy(() -> caller.ask(question("/q")))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("did not answer within");
        } finally {
            end.countDown();
        }
    }

    /** The client's own timeout ends with the first line of an answer. */
    @Test
    void anAnswerThatStopsInTheMiddleIsLeftToo() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread half = new Thread(() -> {
                try (Socket connection = socket.accept()) {
                    byte[] text = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8);
                    connection.getOutputStream().write(text);
                    connection.getOutputStream().flush();
                    while (connection.getInputStream().read() >= 0) {
                        // Until the other side leaves.
                    }
                } catch (IOException e) {
                    // The other side has left.
                }
            });
            half.setDaemon(true);
            half.start();
            URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            Caller caller = new Caller(new Wire(millis(300), Access.OPEN, url), ServerHost.at(url), time, "model m", 0);
            assertThatThrownBy(() -> caller.ask(question(url, "/q")))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("did not answer within");
        }
    }

    @Test
    void interruptionInAPauseStopsAtOnce() {
        server.on("/q", query -> Reply.error(503, "later"));
        time.interrupt();
        assertThatThrownBy(() -> caller(3).ask(question("/q")))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessage("the run was interrupted while model m was asked");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptionInARequestStopsAtOnce() {
        CountDownLatch end = new CountDownLatch(1);
        Thread asking = Thread.currentThread();
        server.on("/q", query -> {
            asking.interrupt();
            await(end);
            return Reply.ok("yes");
        });
        assertThatThrownBy(() -> caller(3).ask(question("/q")))
                .isExactlyInstanceOf(DuressException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        end.countDown();
    }

    @Test
    void manyQuestionsAreUnderWayAtOnceAndAnsweredInOrder() {
        CyclicBarrier both = new CyclicBarrier(2);
        for (int i = 0; i < 10; i++) {
            String text = "answer " + i;
            server.on("/" + i, query -> {
                // Two meet here, or nobody goes on: one at a time would not do.
                await(both);
                return Reply.ok(text);
            });
        }
        List<String> answers = new ArrayList<>();
        List<Ask<String>> asks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            Ask<String> plain = question("/" + i);
            asks.add(new Ask<>() {
                @Override
                public Wire.Request request() {
                    assertThat(number).as("sent while two are under way").isLessThan(answers.size() + 2);
                    return plain.request();
                }

                @Override
                public String read(HttpAnswer answer) throws IOException {
                    return plain.read(answer);
                }
            });
        }
        caller(0).<String>askAll(asks, 2, (i, outcome) -> {
            assertThat(i).isEqualTo(answers.size());
            answers.add(outcome.orThrow(refused -> new IllegalStateException(refused.reason())));
        });
        assertThat(answers)
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "answer " + i).toList());
    }

    @Test
    void whatGoesWrongStopsTheRest() {
        server.on("/0", query -> Reply.ok("yes")).on("/1", query -> Reply.error(503, "down"));
        for (int i = 2; i < 10; i++) {
            server.on("/" + i, query -> Reply.ok("yes"));
        }
        List<Ask<String>> asks =
                IntStream.range(0, 10).mapToObj(i -> question("/" + i)).toList();
        assertThatThrownBy(() -> caller(1).<String>askAll(asks, 2, (i, outcome) -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("2 times, after 1 answered requests");
        assertThat(server.asked("/4")).isEmpty();
    }

    private Caller caller(int retries) {
        return new Caller(
                new Wire(Duration.ofSeconds(20), Access.OPEN, server.url()),
                ServerHost.at(server.url()),
                time,
                "model m",
                retries);
    }

    private Ask<String> question(String path) {
        return question(server.url(), path);
    }

    private static Ask<String> question(URI url, String path) {
        return new Ask<>() {
            @Override
            public Wire.Request request() {
                return new Wire.Request(URI.create(url + path), new byte[] {1}, Map.of(), 100);
            }

            @Override
            public String read(HttpAnswer answer) throws IOException {
                String text = new String(answer.body(), StandardCharsets.UTF_8);
                if (text.equals("ye")) {
                    throw new EOFException("ye");
                }
                return text;
            }
        };
    }

    private interface Gone {
        Optional<String> gone();
    }

    private ServerHost host(Gone gone) {
        return new ServerHost() {
            @Override
            public URI url() {
                return server.url();
            }

            @Override
            public Optional<String> gone() {
                return gone.gone();
            }

            @Override
            public Map<String, String> provenance() {
                return Map.of();
            }

            @Override
            public Map<String, String> diagnostics() {
                return Map.of();
            }

            @Override
            public void close() {}
        };
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
