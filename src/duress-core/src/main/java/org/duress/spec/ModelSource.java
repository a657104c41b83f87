package org.duress.spec;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Values;

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
        public static final Key<File, Path> PATH = new Block<>("model", File.class)
                .required("path", File::path, Kind.PATH, "the model's file, or a resource: classpath:unet.zip")
                .otherwise("one of path, url, image");

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
        public static final Key<Server, URI> URL = new Block<>("model", Server.class)
                .required("url", Server::url, ModelKinds.URL, "a server of the Open Inference Protocol that runs")
                .otherwise("one of path, url, image");

        @Override
        public String name() {
            return served.name();
        }
    }

    /**
     * A model in a container image, which is started for the test and stopped after it ({@code model.image}).
     *
     * @param command in place of the image's own; empty: the image's own
     * @param files files and folders of this machine by the place in the container that they are copied to
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

        private static final Block<Image> BLOCK = new Block<>("model", Image.class);

        public static final Key<Image, String> IMAGE = BLOCK.required(
                        "image",
                        Image::image,
                        Kind.TEXT,
                        "a container image with such a server, with a tag or a digest")
                .otherwise("one of path, url, image");

        public static final Key<Image, Integer> PORT = BLOCK.key(
                "port", Image::port, ModelKinds.PORT, DEFAULT_PORT, "port in the container that the server listens on");

        public static final Key<Image, Map<String, String>> ENVIRONMENT = BLOCK.key(
                        "environment",
                        Image::environment,
                        Kind.of(
                                "a block of texts",
                                Schema.map(Schema.TEXT, 0),
                                setting -> setting.section().map(Setting::text)),
                        Map.<String, String>of(),
                        "variables of the container")
                .otherwise("none");

        public static final Key<Image, List<String>> COMMAND = BLOCK.key(
                        "command", Image::command, ModelKinds.TEXTS, List.of(), "the container's command")
                .otherwise("the image's own");

        public static final Key<Image, Map<String, Path>> FILES = BLOCK.key(
                        "files",
                        Image::files,
                        ModelKinds.FILES,
                        Map.of(),
                        "files and folders of this machine that are copied into the container")
                .otherwise("none");

        public static final Key<Image, Boolean> GPU =
                BLOCK.key("gpu", Image::gpu, Kind.FLAG, false, "whether the container gets all GPUs");

        public static final Key<Image, Boolean> EGRESS = BLOCK.key(
                "egress",
                Image::egress,
                Kind.FLAG,
                false,
                "whether the container may reach the network; otherwise only the test reaches the container");

        public static final List<Key<Image, ?>> KEYS = List.of(IMAGE, PORT, ENVIRONMENT, COMMAND, FILES, GPU, EGRESS);

        public Image {
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
            command = List.copyOf(command);
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }

        public static Image of(Values values) {
            return new Image(
                    values.get(IMAGE),
                    values.get(PORT),
                    ServedModel.of(values),
                    values.get(ENVIRONMENT),
                    values.get(COMMAND),
                    values.get(FILES),
                    values.get(GPU),
                    values.get(EGRESS));
        }

        @Override
        public String name() {
            return served.name();
        }
    }
}
