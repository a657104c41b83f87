package org.duress.spec;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the model under test comes from. */
public sealed interface ModelSource permits ModelSource.File, ModelSource.Server, ModelSource.Image {
    /** What a reader calls the model: a file's name, or the model's name on its server. */
    String name();

    /**
     * A model file ({@code model.path}).
     *
     * @param path already resolved against the spec file's folder. A path that starts with {@code classpath:} names a
     *     resource
     */
    record File(Path path) implements ModelSource {
        @Override
        public String name() {
            Path name = path.getFileName();
            return name == null ? path.toString() : name.toString();
        }
    }

    /**
     * A model behind a server that runs already ({@code model.url}).
     *
     * @param url scheme, host and port of the server, without the protocol's {@code /v2}
     * @param served the model on it
     */
    record Server(URI url, ServedModel served) implements ModelSource {
        @Override
        public String name() {
            return served.name();
        }
    }

    /**
     * A model in a container image, which is started for the test and stopped after it ({@code model.image}).
     *
     * @param image name of the image, with a tag or a digest
     * @param port the port in the container that the server listens on, 1 to 65535
     * @param served the model on it
     * @param environment variables of the container
     * @param command in place of the image's own; empty: the image's own
     * @param files files and folders of this machine by the place in the container that they are copied to
     * @param gpu whether the container gets all GPUs
     * @param egress whether the container may reach the network; otherwise only the test reaches the container
     */
    record Image(
            String image,
            int port,
            ServedModel served,
            Map<String, String> environment,
            List<String> command,
            Map<String, Path> files,
            boolean gpu,
            boolean egress)
            implements ModelSource {
        /** What Triton, KServe and MLServer listen on, or can be told to. */
        public static final int DEFAULT_PORT = 8000;

        public Image {
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
            command = List.copyOf(command);
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }

        @Override
        public String name() {
            return served.name();
        }
    }
}
