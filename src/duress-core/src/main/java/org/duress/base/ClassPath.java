package org.duress.base;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;

/** What is named by paths that begin with {@code classpath:}. */
public final class ClassPath {
    /** Begins a path that names a resource. */
    public static final String PREFIX = "classpath:";

    private ClassPath() {}

    public static boolean isResource(Path path) {
        return path.toString().startsWith(PREFIX);
    }

    /** A path as it was written: a resource's slashes are turned by {@link Path} on Windows. */
    public static String text(Path path) {
        return isResource(path) ? path.toString().replace('\\', '/') : path.toString();
    }

    /** Where a resource is; empty where there is none. */
    public static Optional<URL> find(Path path) {
        return Optional.ofNullable(ClassPath.class.getClassLoader().getResource(name(path)));
    }

    /**
     * A resource as a stream; empty where there is none.
     *
     * @throws IOException if it cannot be opened
     */
    public static Optional<InputStream> open(Path path) throws IOException {
        return Optional.ofNullable(ClassPath.class.getClassLoader().getResourceAsStream(name(path)));
    }

    private static String name(Path path) {
        return text(path).substring(PREFIX.length());
    }
}
