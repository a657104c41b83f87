package org.duress.base;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that holds something until it is killed: see {@link #main}. */
public final class LeftBehind {
    private LeftBehind() {}

    /** A process that is ready. */
    public record Held(Process process) implements AutoCloseable {
        /** {@code kill -9}. */
        @Override
        public void close() {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts a process that holds something of a folder, and waits until it does. */
    public static Held start(String what, Path folder) throws IOException {
        Process process = ChildJvm.of(
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder),
                        LeftBehind.class,
                        what,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Held held = new Held(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        if (!"READY".equals(out.readLine())) {
            held.close();
            throw new IOException("the process did not get ready");
        }
        return held;
    }

    /** {@code lock}: takes the folder; {@code write}: writes a file in it; {@code file}: a temporary one. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "lock" -> {
                FolderLock lock = FolderLock.tryToTake(folder).orElseThrow();
                awaitDeath();
                lock.close();
            }
            case "write" ->
                AtomicFiles.write(folder.resolve("file"), file -> {
                    Files.writeString(file, "half");
                    awaitDeath();
                });
            default -> {
                Files.writeString(Temporaries.file(), "unpacked");
                awaitDeath();
            }
        }
    }

    private static void awaitDeath() throws IOException {
        System.out.println("READY");
        System.out.flush();
        if (System.in.read() < 0) {
            throw new IOException("the test went away");
        }
    }
}
