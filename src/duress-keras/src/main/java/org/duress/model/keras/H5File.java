package org.duress.model.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;

/** What {@code Model.save} writes to HDF5: {@code model_config}, and {@code model_weights} by layer and name. */
final class H5File {
    private static final String SAVE = "save the model again with model.save('model.h5')";

    private H5File() {}

    /**
     * Reads a file.
     *
     * @throws DuressException if it is damaged or no whole model
     */
    static KerasFile read(byte[] bytes, String location) {
        return H5Arrays.read(bytes, location, SAVE, (file, arrays) -> {
            Optional<String> config = arrays.text(file, "model_config");
            Optional<Group> weights = H5Arrays.findGroup(file, "model_weights");
            if (config.isEmpty() || weights.isEmpty()) {
                throw new DuressException("file " + location + " holds no whole Keras model (no model_config with"
                        + " model_weights); save it with model.save('model.h5'), not save_weights");
            }
            return new KerasFile(config.get(), version(file, arrays), weights(weights.get(), arrays));
        });
    }

    private static String version(HdfFile file, H5Arrays arrays) {
        return arrays.text(file, "keras_version").orElse("");
    }

    private static Map<String, Map<String, Tensor>> weights(Group group, H5Arrays arrays) {
        Map<String, Map<String, Tensor>> weights = new LinkedHashMap<>();
        for (String layer : arrays.texts(group, "layer_names")) {
            Group of = H5Arrays.group(group, layer);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String weight : arrays.texts(of, "weight_names")) {
                // Keras 2 has model/layer/kernel:0, Keras 3 layer/kernel.
                String last = weight.substring(weight.lastIndexOf('/') + 1);
                String name = last.contains(":") ? last.substring(0, last.indexOf(':')) : last;
                if (tensors.put(name, arrays.tensor(of, weight)) != null) {
                    // A model inside the model; it is refused where its layer is met.
                    tensors.clear();
                    break;
                }
            }
            weights.put(layer, tensors);
        }
        return weights;
    }
}
