package org.duress.testserver;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * All that {@link ModelServer} needs to run where there is nothing else: a Java runtime that jlink makes, the C
 * libraries that it and ONNX Runtime load, the classes, and a model.
 */
final class ImageFiles {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    /**
     * ONNX Runtime 1.29 asks for the machine's name through a shell when it starts, and ends the JVM with SIGSEGV where
     * there is none.
     */
    private static final Path SHELL = Path.of("/bin/sh");

    private static final String MODULES = "java.base,java.logging,jdk.httpserver";
    private static final List<String> LOADED = List.of(
            "bin/java",
            "lib/libjli.so",
            "lib/server/libjvm.so",
            "lib/libjava.so",
            "lib/libjimage.so",
            "lib/libnet.so",
            "lib/libnio.so",
            "lib/libverify.so",
            "lib/libzip.so");

    /** Of this package, what the server does not use. */
    private static final Pattern NOT_SERVED = Pattern.compile(
            "(.*Test|ServerProcess|ServerImage|ImageFiles|NativeLibraries|PublishedSchemas)(\\$.*)?\\.class");

    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private final String dockerfile;

    /**
     * Collects them from this process and its system, which must be Linux; the Java runtime is only made when they are
     * written.
     */
    ImageFiles(Path model) {
        put("/model/unet.onnx", read(model));
        for (Class<?> type : List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
            Path jar = home(type);
            put("/server/lib/" + jar.getFileName(), read(jar));
        }
        putServer();
        List<Path> copies = putOnnxRuntime();
        List<Path> programs = new ArrayList<>(LOADED.stream().map(JAVA::resolve).toList());
        programs.addAll(copies);
        programs.add(SHELL);
        put(SHELL.toString(), read(SHELL));
        Set<Path> libraries = NativeLibraries.of(programs, real(JAVA));
        copies.forEach(file -> file.toFile().delete());
        libraries.forEach(library -> put(library.toString(), read(library)));
        dockerfile = dockerfile(libraries);
    }

    private static String dockerfile(Set<Path> libraries) {
        String folders = libraries.stream()
                .map(library -> String.valueOf(library.getParent()))
                .distinct()
                .collect(Collectors.joining(":"));
        String command = Stream.of(
                        "/java/bin/java",
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Donnxruntime.native.path=/server/native",
                        "-cp",
                        "/server/classes:/server/lib/*",
                        ModelServer.class.getName(),
                        "--host=0.0.0.0",
                        "--port=8000",
                        "--model=/model/unet.onnx",
                        "--name=unet")
                .collect(Collectors.joining("\", \"", "[\"", "\"]"));
        return String.join(
                "\n",
                "FROM scratch",
                "COPY root/ /",
                "ENV LD_LIBRARY_PATH=" + folders,
                "USER 65534:65534",
                "EXPOSE 8000",
                "ENTRYPOINT " + command,
                "");
    }

    private void put(String path, byte[] content) {
        files.put(path, content);
    }

    private void putServer() {
        Path classes = home(ModelServer.class).resolve("org/duress/testserver");
        try (Stream<Path> found = Files.list(classes)) {
            found.filter(file ->
                            !NOT_SERVED.matcher(file.getFileName().toString()).matches())
                    .forEach(file -> put("/server/classes/org/duress/testserver/" + file.getFileName(), read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its classes, and of its native builds the one for this machine; returns copies of those libraries. */
    private List<Path> putOnnxRuntime() {
        String platform = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch64" : "linux-x64";
        String natives = "ai/onnxruntime/native/" + platform + "/";
        List<Path> copies = new ArrayList<>();
        try (JarFile jar = new JarFile(home(OrtEnvironment.class).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (name.startsWith(natives) && !entry.isDirectory()) {
                    byte[] content = content(jar, entry);
                    put("/server/native/" + name.substring(natives.length()), content);
                    copies.add(Files.write(Files.createTempFile("model-server", ".so"), content));
                } else if (name.endsWith(".class") && !name.startsWith("META-INF")) {
                    put("/server/classes/" + name, content(jar, entry));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copies;
    }

    private static byte[] content(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static Path home(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 16 hexadecimal digits; others where anything in the image would be another. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : List.of(Runtime.version().toString(), MODULES, dockerfile)) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                digest.update((file.getKey() + ' ' + file.getValue().length + ' ').getBytes(StandardCharsets.UTF_8));
                digest.update(file.getValue());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes what Docker builds an image from, as a tar archive.
     *
     * @param work an empty folder to make the Java runtime in
     */
    void write(OutputStream out, Path work) throws IOException {
        Path runtime = work.resolve("java");
        link(runtime);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
                Stream<Path> made = Files.walk(runtime)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            add(tar, "Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8));
            // ONNX Runtime makes a folder there, whoever it runs as.
            TarArchiveEntry temporary = new TarArchiveEntry("root/tmp/");
            temporary.setMode(01777);
            tar.putArchiveEntry(temporary);
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                add(tar, "root" + file.getKey(), file.getValue());
            }
            for (Path file : made.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                add(tar, "root/java/" + runtime.relativize(file), read(file));
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(0755);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void link(Path runtime) {
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("there is no jlink in " + JAVA + "; run on a JDK"));
        int code = jlink.run(
                System.out,
                System.err,
                "--add-modules",
                MODULES,
                "--strip-java-debug-attributes",
                "--no-man-pages",
                "--no-header-files",
                "--output",
                runtime.toString());
        if (code != 0) {
            throw new IllegalStateException("jlink fails with code " + code + " and what it has written above");
        }
    }
}
