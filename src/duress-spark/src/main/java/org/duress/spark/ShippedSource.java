package org.duress.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.duress.spec.key.Source;

/**
 * What the driver read beside the file of a spec: executors have other variables and other disks, and must understand
 * the same.
 *
 * @param files what those hold that the spec extends, by their paths
 * @param variables those that paths name
 */
record ShippedSource(Map<String, byte[]> files, Map<String, String> variables) implements Source, Serializable {
    private static final long serialVersionUID = 1;

    /** Nothing was read. */
    static final ShippedSource NOTHING = new ShippedSource(Map.of(), Map.of());

    ShippedSource {
        // Maps of the JDK that cannot be changed are no classes of their own to Spark's serialisers.
        files = new HashMap<>(files);
        variables = new HashMap<>(variables);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        byte[] known = files.get(file.toString());
        if (known == null) {
            throw new NoSuchFileException(file.toString());
        }
        return known.clone();
    }

    @Override
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Notes what is read from another source. */
    static final class Notes implements Source {
        private final Source source;
        private final Map<String, byte[]> files = new LinkedHashMap<>();
        private final Map<String, String> variables = new LinkedHashMap<>();

        Notes(Source source) {
            this.source = source;
        }

        @Override
        public byte[] read(Path file) throws IOException {
            byte[] bytes = source.read(file);
            files.put(file.toString(), bytes);
            return bytes;
        }

        @Override
        public Optional<String> variable(String name) {
            Optional<String> value = source.variable(name);
            value.ifPresent(set -> variables.put(name, set));
            return value;
        }

        /** What was read until now. */
        ShippedSource read() {
            return new ShippedSource(files, variables);
        }
    }
}
