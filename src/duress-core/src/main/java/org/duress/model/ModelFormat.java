package org.duress.model;

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
}
