package org.duress.spec;

import java.nio.file.Path;

/**
 * The model under test.
 *
 * @param format name of the format, for example {@code duress}
 * @param path the model file; already resolved against the spec file's folder. A path that starts with
 *     {@code classpath:} names a resource
 */
public record ModelSpec(String format, Path path) {
    /** Begins a path that names a resource of the class path. */
    public static final String CLASSPATH = "classpath:";
}
