package org.duress.testserver;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/**
 * A container image of {@link ModelServer} with a small U-Net, built from nothing and without a registry. It listens on
 * {@link #PORT}, its model is named {@code unet}, and it runs as nobody. A container's command are further arguments:
 * {@code --fault=never-ready}, or {@code --fault=die-after=0} for one that exits at once with code 3.
 */
public final class ServerImage {
    /** In the container. */
    public static final int PORT = 8000;

    private static final String REPOSITORY = "duress-test/unet";

    private ServerImage() {}

    /**
     * Builds the image, unless the engine has it already.
     *
     * @return name and tag; the tag depends on nothing but what is in the image
     * @throws org.opentest4j.TestAbortedException where it cannot be: not on Linux, or no Docker engine answers
     */
    public static String require() {
        String system = System.getProperty("os.name");
        Assumptions.assumeTrue(
                system.equals("Linux"),
                () -> "the image of the test server is made of files of Linux, not of " + system);
        Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
        DockerClient engine = DockerClientFactory.instance().client();
        ImageFiles files = new ImageFiles(ServerProcess.MODEL);
        String name = REPOSITORY + ":" + files.hash();
        if (!exists(engine, name)) {
            build(engine, files, name);
        }
        return name;
    }

    private static boolean exists(DockerClient engine, String name) {
        try {
            engine.inspectImageCmd(name).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static void build(DockerClient engine, ImageFiles files, String name) {
        long begun = System.nanoTime();
        try {
            Path work = Files.createTempDirectory("server-image");
            try {
                Path context = work.resolve("context.tar");
                try (OutputStream out = Files.newOutputStream(context)) {
                    files.write(out, work);
                }
                try (InputStream in = Files.newInputStream(context)) {
                    engine.buildImageCmd(in)
                            .withTags(Set.of(name))
                            .exec(new BuildImageResultCallback())
                            .awaitImageId();
                }
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Long size = engine.inspectImageCmd(name).exec().getSize();
        System.out.printf(
                Locale.ROOT,
                "built %s, %d MB, in %.1f s%n",
                name,
                size == null ? 0 : size / 1_000_000,
                (System.nanoTime() - begun) / 1e9);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
