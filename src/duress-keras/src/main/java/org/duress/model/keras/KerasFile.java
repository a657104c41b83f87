package org.duress.model.keras;

import java.util.Map;

/**
 * What a file of {@code Model.save} holds, HDF5 or {@code .keras}.
 *
 * @param config of the model, JSON
 * @param version of Keras
 * @param weights for each layer its arrays, under their last names: {@code kernel}, {@code bias}
 */
record KerasFile(String config, String version, Map<String, Map<String, Tensor>> weights) {
    /** Whether a word may mean what it means since Keras 3. */
    boolean isKeras3() {
        return version.startsWith("3");
    }
}
