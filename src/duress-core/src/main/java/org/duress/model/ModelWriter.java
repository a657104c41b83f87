package org.duress.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.duress.base.Grid;
import org.duress.net.Network;

/** Writes networks in a foreign format; a provider is found by {@link ServiceLoader}. */
public interface ModelWriter {
    /** The value of the spec key {@code model.format} of what is written, and the ending of its file. */
    String name();

    /**
     * Writes a network, plainly.
     *
     * @param network its last node gives probabilities
     * @param grid of its images; the file is for images of other sizes too, where no op names a size
     * @throws IOException if it cannot be written
     * @throws org.duress.DuressException if the format has no word for an op
     */
    void write(Network network, Grid grid, Path file) throws IOException;

    /** The writer of a format; empty where its artifact is missing, or there is none. */
    static Optional<ModelWriter> of(String format) {
        for (ModelWriter writer : ServiceLoader.load(ModelWriter.class)) {
            if (writer.name().equals(format)) {
                return Optional.of(writer);
            }
        }
        return Optional.empty();
    }
}
