package org.duress.model;

import java.nio.file.Path;
import java.util.Optional;
import org.duress.spec.ModelSpec;

/** One model format; a provider is found by {@link java.util.ServiceLoader}. */
public interface ModelFormat {
    /** The value of the spec key {@code model.format}. */
    String name();

    /**
     * Opens a model.
     *
     * @throws org.duress.DuressException if the file is missing, damaged or of another format
     */
    SegmentationModel open(ModelSpec spec);

    /**
     * A model of this format on the class path, for {@code duress doctor} to see whether it is read and computed
     * rightly on this machine: the network whose answers are known ({@code make_known_answers.py} of
     * duress-acceptance). Empty where the format has none, as one of servers.
     */
    default Optional<Path> sample() {
        return Optional.empty();
    }
}
