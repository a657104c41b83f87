package org.duress.testserver;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link ModelServer} in a process of its own. */
public final class ServerProcess implements AutoCloseable {
    /** Five classes: background and four organs. */
    public static final Path MODEL =
            Path.of("src/duress-acceptance/src/test/resources/org/duress/model/formats/phantom-unet-small.onnx");

    private static final String READY = "ready ";
    private static final int SECONDS = 60;

    private final Process process;
    private final Path scratch;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final Thread reader;

    private ServerProcess(List<String> arguments) {
        try {
            // ONNX Runtime unpacks itself there, and a process that is killed does not clean up.
            scratch = Files.createTempDirectory("model-server");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + scratch,
                    "-cp",
                    classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                    ModelServer.class.getName()));
            command.addAll(arguments);
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = new Thread(this::read, "log of the model server");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a server of {@link #MODEL}, named {@code unet}, with faults such as {@code status=503x2}. */
    public static ServerProcess start(String... faults) {
        return start(MODEL, faults);
    }

    /** Starts a server of a model, named {@code unet}, with faults such as {@code status=503x2}. */
    public static ServerProcess start(Path model, String... faults) {
        List<String> arguments = new ArrayList<>(List.of("--model=" + model));
        Arrays.stream(faults).map(fault -> "--fault=" + fault).forEach(arguments::add);
        return startWith(arguments);
    }

    /**
     * Starts a server, and waits until it listens.
     *
     * @param arguments of {@link ModelServer}
     * @throws IllegalStateException if it does not, with its log
     */
    public static ServerProcess startWith(List<String> arguments) {
        ServerProcess server = new ServerProcess(arguments);
        try {
            server.ready.get(SECONDS, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException | TimeoutException e) {
            server.close();
            throw new IllegalStateException("the server does not start:\n" + server.log(), e);
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", e);
        }
    }

    /**
     * What the server needs of the class path of this process: its own classes, and the jars of ONNX Runtime and
     * Jackson.
     */
    static List<Path> classPath() {
        return Stream.of(
                        ModelServer.class,
                        OrtEnvironment.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonProperty.class)
                .map(type -> {
                    try {
                        return Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (line.startsWith(READY)) {
                    ready.complete(URI.create(line.substring(READY.length())));
                }
            }
        } catch (IOException e) {
            log.add(e.toString());
        }
        ready.completeExceptionally(new IllegalStateException("the process ended"));
    }

    /** Scheme, host and port. */
    public URI url() {
        return ready.join();
    }

    /** The server's, which a test may end or suspend. */
    public Process process() {
        return process;
    }

    /** What the server has written so far, to both of its streams; all of it, once the process has ended. */
    public String log() {
        if (!process.isAlive()) {
            awaitReader();
        }
        return String.join("\n", log);
    }

    private void awaitReader() {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        awaitReader();
        if (!Files.exists(scratch)) {
            return;
        }
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
