package org.duress.spec.key;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.duress.base.Limit;

/** What specs are read from beside their own text: files, and the variables that their paths name. */
public interface Source {
    /**
     * Specs have a few kilobytes; the names of ten thousand subjects fit. What reads YAML takes quadratic time for a
     * line.
     */
    int MOST_BYTES = 1 << 18;

    /** This machine's files, and the environment of this process. */
    Source HERE = new Source() {
        @Override
        public byte[] read(Path file) throws IOException {
            return new Limit(file.toString(), MOST_BYTES, ", which no spec needs").read(file);
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(System.getenv(name));
        }
    };

    /**
     * What a spec file holds.
     *
     * @throws IOException if it cannot be read, {@link java.nio.file.NoSuchFileException} if it is not there
     */
    byte[] read(Path file) throws IOException;

    /** The value of a variable, where it is set. */
    Optional<String> variable(String name);
}
