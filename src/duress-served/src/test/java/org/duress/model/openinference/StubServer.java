package org.duress.model.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.duress.testserver.ModelServer;

/** A server in this process that says what a test wants, and keeps what it was asked. */
final class StubServer implements AutoCloseable {
    static final String INFER = "/v2/models/unet/infer";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Function<Asked, Reply>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** A request. */
    record Asked(
            String verb,
            String path,
            Optional<String> jsonLength,
            String contentType,
            Optional<String> authorization,
            byte[] body) {
        JsonNode json() {
            try {
                return JSON.readTree(body, 0, jsonLength.map(Integer::parseInt).orElse(body.length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean binary() {
            return jsonLength.isPresent();
        }

        /** Shape of the only input. */
        int[] shape() {
            List<Integer> shape = new ArrayList<>();
            json().at("/inputs/0/shape").forEach(size -> shape.add(size.asInt()));
            return shape.stream().mapToInt(Integer::intValue).toArray();
        }

        /** Values of the only input, as JSON or binary FP32. */
        float[] tensor() {
            int count = Arrays.stream(shape()).reduce(1, Math::multiplyExact);
            float[] values = new float[count];
            JsonNode data = json().at("/inputs/0/data");
            ByteBuffer binary = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
            jsonLength.map(Integer::parseInt).ifPresent(binary::position);
            for (int i = 0; i < count; i++) {
                values[i] = jsonLength.isPresent()
                        ? binary.getFloat()
                        : (float) data.get(i).asDouble();
            }
            return values;
        }
    }

    /** An answer; a status of 0 closes the connection. */
    record Reply(int status, Map<String, String> headers, byte[] body) {
        static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        static Reply ok(String body) {
            return of(200, body);
        }

        static Reply error(int status, String text) {
            return of(status, "{\"error\": \"" + text + "\"}");
        }

        /** One output named {@code seg}, of FP32, as JSON. */
        static Reply json(int[] shape, float[] values) {
            return ok(String.format(
                    Locale.ROOT,
                    "{\"model_name\": \"unet\", \"outputs\": [{\"name\": \"seg\", \"datatype\": \"FP32\", \"shape\":"
                            + " %s, \"data\":"
                            + " %s}]}",
                    Arrays.toString(shape),
                    Arrays.toString(values)));
        }

        /** One output named {@code seg}, a class map, as JSON. */
        static Reply map(String datatype, int[] shape, float[] labels) {
            return ok(String.format(
                    Locale.ROOT,
                    "{\"model_name\": \"unet\", \"outputs\": [{\"name\": \"seg\", \"datatype\": \"%s\", \"shape\":"
                            + " %s, \"data\":"
                            + " %s}]}",
                    datatype,
                    Arrays.toString(shape),
                    Arrays.toString(labels)));
        }

        /** The same of INT64, binary. */
        static Reply binaryMap(int[] shape, float[] labels) {
            byte[] json = String.format(
                            Locale.ROOT,
                            "{\"model_name\": \"unet\", \"outputs\": [{\"name\": \"seg\", \"datatype\": \"INT64\","
                                    + " \"shape\": %s,"
                                    + " \"parameters\": {\"binary_data_size\": %d}}]}",
                            Arrays.toString(shape),
                            8 * labels.length)
                    .getBytes(StandardCharsets.UTF_8);
            ByteBuffer body =
                    ByteBuffer.allocate(json.length + 8 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
            body.put(json);
            for (float label : labels) {
                body.putLong((long) label);
            }
            return new Reply(200, Map.of("Inference-Header-Content-Length", String.valueOf(json.length)), body.array());
        }

        /** As {@link #json}, binary. */
        static Reply binary(int[] shape, float[] values) {
            byte[] json = String.format(
                            Locale.ROOT,
                            "{\"model_name\": \"unet\", \"outputs\": [{\"name\": \"seg\", \"datatype\": \"FP32\","
                                    + " \"shape\": %s,"
                                    + " \"parameters\": {\"binary_data_size\": %d}}]}",
                            Arrays.toString(shape),
                            4 * values.length)
                    .getBytes(StandardCharsets.UTF_8);
            ByteBuffer body =
                    ByteBuffer.allocate(json.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            body.put(json);
            for (float value : values) {
                body.putFloat(value);
            }
            return new Reply(200, Map.of("Inference-Header-Content-Length", String.valueOf(json.length)), body.array());
        }
    }

    StubServer() {
        this(Optional.empty());
    }

    /** A server that is asked by https where there is a context. */
    StubServer(Optional<SSLContext> tls) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ModelServer.answerAtOnce();
        try {
            if (tls.isPresent()) {
                HttpsServer https = HttpsServer.create(address, 0);
                https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                http = https;
            } else {
                http = HttpServer.create(address, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** A server with a model {@code unet} that is ready, and with these metadata of its tensors. */
    static StubServer of(String extensions, String inputs, String outputs) {
        return new StubServer().with(extensions, inputs, outputs);
    }

    /** The same of this server. */
    StubServer with(String extensions, String inputs, String outputs) {
        return on("/v2", "{\"name\": \"stub\", \"version\": \"1.2\", \"extensions\": [" + extensions + "]}")
                .on("/v2/health/live", "")
                .on("/v2/health/ready", "")
                .on("/v2/models/unet/ready", "")
                .on(
                        "/v2/models/unet",
                        "{\"name\": \"unet\", \"versions\": [\"1\"], \"platform\": \"onnx_onnxv1\", \"inputs\": ["
                                + inputs + "], \"outputs\": [" + outputs + "]}");
    }

    static String tensor(String name, String datatype, String shape) {
        return "{\"name\": \"" + name + "\", \"datatype\": \"" + datatype + "\", \"shape\": " + shape + "}";
    }

    StubServer on(String path, String body) {
        return on(path, asking -> Reply.ok(body));
    }

    StubServer on(String path, Function<Asked, Reply> answer) {
        answers.put(path, answer);
        return this;
    }

    /** Answers to the first, second, ... request; the last one again and again. */
    StubServer on(String path, List<Reply> replies) {
        List<Reply> left = new ArrayList<>(replies);
        return on(path, asking -> {
            synchronized (left) {
                return left.size() > 1 ? left.remove(0) : left.get(0);
            }
        });
    }

    URI url() {
        return URI.create((http instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + http.getAddress().getPort());
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<Asked> asked(String path) {
        return asked.stream().filter(asking -> asking.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Asked asking = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Inference-Header-Content-Length")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                exchange.getRequestBody().readAllBytes());
        asked.add(asking);
        Reply reply = answers.getOrDefault(asking.path(), other -> Reply.error(404, "nothing here"))
                .apply(asking);
        if (reply.status() == 0) {
            exchange.close();
            return;
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        exchange.getResponseBody().write(reply.body());
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
