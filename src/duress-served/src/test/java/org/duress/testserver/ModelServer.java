package org.duress.testserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of the Open Inference Protocol, version 2 over HTTP, for one ONNX model, with the extension for binary
 * tensor data, and with {@linkplain Fault faults} to order. Its class axis is one of the model's outputs; it knows
 * nothing else of segmentation.
 *
 * <p>In a process of its own ({@link ServerProcess}), in a container ({@link ServerImage}), or, where no process may
 * die, in this one.
 */
public final class ModelServer implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int DEATH = 3;

    private final ServerArguments arguments;
    private final Faults faults;
    private final ServedGraph graph;
    private final Endpoints endpoints;
    private final HttpServer http;
    private final ExecutorService threads;
    private final long begun = System.nanoTime();
    private final AtomicLong inferences = new AtomicLong();

    private ModelServer(ServerArguments arguments) throws IOException {
        this.arguments = arguments;
        faults = arguments.faults();
        graph = new ServedGraph(arguments.model());
        endpoints = new Endpoints(arguments, graph, new Swap());
        answerAtOnce();
        http = HttpServer.create(new InetSocketAddress(arguments.host(), arguments.port()), 0);
        threads = Executors.newFixedThreadPool(THREADS);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /**
     * For servers of this process that are made later: answers are small and written in pieces; without this each of
     * them waits 40 ms for an acknowledgement.
     */
    public static void answerAtOnce() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Runs until the process is told to stop, and then exits with code 0. */
    public static void main(String... commandLine) {
        ServerArguments arguments;
        try {
            arguments = ServerArguments.parse(commandLine);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (arguments.faults().number(Fault.DIE_AFTER, 1) == 0) {
            System.err.println("dies at once, as ordered");
            Runtime.getRuntime().halt(DEATH);
        }
        try {
            ModelServer server = new ModelServer(arguments);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.http.stop(0);
                System.out.println("stopped");
                System.out.flush();
                // A JVM that is told to stop exits with 143; a server that did as it was told, with 0.
                Runtime.getRuntime().halt(0);
            }));
            System.out.println("ready " + server.url());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Starts a server in this process.
     *
     * @param arguments as on the command line; without {@code die-after}, which would take this process with it
     */
    public static ModelServer start(String... arguments) {
        ServerArguments parsed = ServerArguments.parse(arguments);
        if (parsed.faults().has(Fault.DIE_AFTER)) {
            throw new IllegalArgumentException("only a process of its own can die: see ServerProcess");
        }
        try {
            return new ModelServer(parsed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scheme, host and port. */
    public URI url() {
        return URI.create("http://" + arguments.host() + ":" + http.getAddress().getPort());
    }

    /** How many infer requests came for the model, whatever became of them. */
    public long inferences() {
        return inferences.get();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        try {
            // The model must not go away under a request that still runs.
            if (threads.awaitTermination(10, TimeUnit.SECONDS)) {
                graph.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        long number = 0;
        try {
            List<String> path = path(exchange);
            if (path.get(path.size() - 1).equals("infer")) {
                requireModel(exchange, path, "POST");
                number = inferences.incrementAndGet();
                answer = infer(exchange, number);
            } else {
                answer = asked(exchange, path);
            }
        } catch (Refusal e) {
            answer = Answer.error(e.status(), e.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
            return;
        } catch (RuntimeException e) {
            answer = Answer.error(500, String.valueOf(e));
        }
        if (number > 0 && faults.strikes(Fault.HANG, number)) {
            // Neither answered nor closed: it is forgotten until the server stops.
            return;
        }
        send(exchange, answer, number);
    }

    private static List<String> path(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getRawPath().substring(1).split("/"))
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private Answer asked(HttpExchange exchange, List<String> path) {
        if (path.equals(List.of("v2"))) {
            requireMethod(exchange, "GET");
            return endpoints.server();
        }
        if (path.equals(List.of("v2", "health", "live"))) {
            requireMethod(exchange, "GET");
            return endpoints.live();
        }
        if (path.equals(List.of("v2", "health", "ready"))) {
            requireMethod(exchange, "GET");
            requireReady();
            return endpoints.ready();
        }
        List<String> rest = requireModel(exchange, path, "GET");
        if (rest.isEmpty()) {
            return endpoints.model();
        }
        if (rest.equals(List.of("ready"))) {
            return endpoints.modelReady();
        }
        throw nothingAt(exchange);
    }

    /** Checks that a path leads to the model, and returns what follows its name and version. */
    private List<String> requireModel(HttpExchange exchange, List<String> path, String method) {
        if (path.size() < 3 || !path.subList(0, 2).equals(List.of("v2", "models"))) {
            throw nothingAt(exchange);
        }
        requireMethod(exchange, method);
        requireReady();
        String name = path.get(2);
        if (!name.equals(arguments.name())) {
            throw new Refusal(404, "Request for unknown model: '" + name + "' is not found");
        }
        List<String> rest = path.subList(3, path.size());
        if (rest.size() < 2 || !rest.get(0).equals("versions")) {
            return rest;
        }
        if (!rest.get(1).equals(arguments.version())) {
            throw new Refusal(
                    404, "Request for unknown model: '" + name + "' version " + rest.get(1) + " is not at ready state");
        }
        return rest.subList(2, rest.size());
    }

    private static Refusal nothingAt(HttpExchange exchange) {
        return new Refusal(
                404, "there is nothing at " + exchange.getRequestURI().getPath());
    }

    private static void requireMethod(HttpExchange exchange, String method) {
        if (!exchange.getRequestMethod().equals(method)) {
            throw new Refusal(405, "this is asked with " + method + ", not with " + exchange.getRequestMethod());
        }
    }

    private void requireReady() {
        long waits = faults.has(Fault.NEVER_READY) ? Long.MAX_VALUE : faults.number(Fault.READY_AFTER, 0);
        if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) < waits) {
            throw new Refusal(503, "model '" + arguments.name() + "' is being loaded");
        }
    }

    private Answer infer(HttpExchange exchange, long number) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(arguments.maxBytes() + 1);
        if (body.length > arguments.maxBytes()) {
            throw new Refusal(413, "the request has more than " + arguments.maxBytes() + " bytes");
        }
        if (faults.strikes(Fault.SLOW, number)) {
            Thread.sleep(faults.number(Fault.SLOW, 0));
        }
        if (faults.strikes(Fault.STATUS, number)) {
            return Answer.error((int) faults.number(Fault.STATUS, 500), "a fault that was ordered");
        }
        return endpoints.infer(body, header(exchange, body.length), number);
    }

    /** Length of the JSON. A server that knows no binary data does not know the header, and takes all for JSON. */
    private int header(HttpExchange exchange, int length) {
        String header = exchange.getRequestHeaders().getFirst("Inference-Header-Content-Length");
        if (header == null || faults.has(Fault.NO_BINARY)) {
            return length;
        }
        try {
            int value = Integer.parseInt(header);
            if (value >= 0 && value <= length) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Refusal(
                400, "Inference-Header-Content-Length is " + header + ", and the request has " + length + " bytes");
    }

    private void send(HttpExchange exchange, Answer answer, long number) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        answer.header()
                .ifPresent(length ->
                        exchange.getResponseHeaders().set("Inference-Header-Content-Length", String.valueOf(length)));
        boolean good = number > 0 && answer.status() == 200;
        byte[] body = answer.body();
        if (good && faults.strikes(Fault.ENDLESS, number)) {
            sendForEver(exchange, body);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        boolean dies = faults.has(Fault.DIE_AFTER) && number == faults.number(Fault.DIE_AFTER, 0);
        if (dies || (good && faults.strikes(Fault.CLOSE_MID_BODY, number))) {
            out.write(body, 0, body.length / 2);
            out.flush();
            if (dies) {
                System.err.println("dies in infer request " + number + ", as ordered");
                System.err.flush();
                Runtime.getRuntime().halt(DEATH);
            }
        } else {
            out.write(body);
        }
        exchange.close();
    }

    /** Until the client closes the connection, or the server stops. */
    private static void sendForEver(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().remove("Inference-Header-Content-Length");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body, 0, body.length / 2);
            byte[] more = "0.5,".repeat(4096).getBytes(StandardCharsets.US_ASCII);
            while (!Thread.currentThread().isInterrupted()) {
                out.write(more);
            }
        } finally {
            exchange.close();
        }
    }
}
