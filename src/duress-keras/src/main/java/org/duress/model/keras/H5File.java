package org.duress.model.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.message.DataLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.model.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Model.save} of Keras 2 writes to HDF5. Read from memory; links are not followed, for they may lead to
 * other files.
 *
 * @param config the attribute {@code model_config}, JSON
 * @param version of Keras
 * @param weights for each layer its arrays, under their last names: {@code kernel}, {@code bias}
 */
record H5File(String config, String version, Map<String, Map<String, Tensor>> weights) {
    private static final String WEIGHTS = "model_weights";

    /**
     * Reads a file.
     *
     * @throws DuressException if it is damaged or no whole model
     */
    static H5File read(byte[] bytes, String location) {
        try (HdfFile file = HdfFile.fromBytes(bytes)) {
            Attribute config = file.getAttribute("model_config");
            if (config == null || !(file.getChildren().get(WEIGHTS) instanceof Group group) || group.isLink()) {
                throw new DuressException("file " + location + " holds no whole Keras model (no model_config with"
                        + " model_weights); save it with model.save('model.h5'), not save_weights");
            }
            Attribute version = file.getAttribute("keras_version");
            return new H5File(
                    text(data(config, bytes.length)),
                    version == null ? "" : text(data(version, bytes.length)),
                    new Reader(location, bytes.length).weights(group));
        } catch (DuressException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Of the library too: tables that lead outside the file, or in a circle.
            String reason = e.getMessage() == null ? "its tables lead nowhere" : e.getMessage();
            throw new DuressException(
                    "file " + location + " is damaged, or uses a part of HDF5 that Keras does not (" + reason
                            + "); save the model again with model.save('model.h5')",
                    e);
        }
    }

    /** What an attribute holds, once it is known that the file can hold as much. */
    private static Object data(Attribute attribute, long fileBytes) {
        double elements = 1;
        for (int size : attribute.isScalar() ? new int[0] : attribute.getDimensions()) {
            elements *= size;
        }
        if (!(elements >= 0 && elements <= fileBytes)) {
            throw new IllegalArgumentException("the attribute '" + attribute.getName() + "' is longer than the file");
        }
        return attribute.getData();
    }

    private static String text(Object data) {
        Object one = data instanceof String[] several && several.length == 1 ? several[0] : data;
        if (!(one instanceof String text)) {
            throw new IllegalArgumentException("an attribute is no text");
        }
        return text;
    }

    /** Reads arrays while it counts them. */
    private static final class Reader {
        private final String location;
        private final long fileBytes;
        /** Numbers so far. Each has its own place in the file, so that there are fewer than bytes. */
        private long total;

        Reader(String location, long fileBytes) {
            this.location = location;
            this.fileBytes = fileBytes;
        }

        Map<String, Map<String, Tensor>> weights(Group group) {
            Map<String, Map<String, Tensor>> weights = new LinkedHashMap<>();
            for (String layer : names(group, "layer_names")) {
                Group of = group(group, layer);
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (String weight : names(of, "weight_names")) {
                    // model/layer/kernel:0
                    String last = weight.substring(weight.lastIndexOf('/') + 1);
                    String name = last.contains(":") ? last.substring(0, last.indexOf(':')) : last;
                    if (tensors.put(name, tensor(of, weight)) != null) {
                        // A model inside the model; it is refused where its layer is met.
                        tensors.clear();
                        break;
                    }
                }
                weights.put(layer, tensors);
            }
            return weights;
        }

        private List<String> names(Group group, String attribute) {
            List<String> names = new ArrayList<>();
            if (!add(names, group.getAttribute(attribute))) {
                // Lists above 64 KiB are cut in pieces.
                for (int i = 0; add(names, group.getAttribute(attribute + i)); i++) {}
            }
            return names;
        }

        private boolean add(List<String> names, @Nullable Attribute attribute) {
            if (attribute != null && !attribute.isEmpty() && data(attribute, fileBytes) instanceof String[] several) {
                names.addAll(List.of(several));
            }
            return attribute != null;
        }

        private Group group(Group parent, String name) {
            if (!(child(parent, name) instanceof Group group)) {
                throw new IllegalArgumentException("'" + name + "' is no group");
            }
            return group;
        }

        private Node child(Group parent, String name) {
            Node child = parent.getChildren().get(name);
            if (child == null || child.isLink()) {
                throw new IllegalArgumentException("there is no '" + name + "' in " + parent.getPath());
            }
            return child;
        }

        private Tensor tensor(Group layer, String path) {
            Group at = layer;
            String[] parts = path.split("/", -1);
            for (int i = 0; i < parts.length - 1; i++) {
                at = group(at, parts[i]);
            }
            if (!(child(at, parts[parts.length - 1]) instanceof Dataset data)) {
                throw new IllegalArgumentException("'" + path + "' is no array");
            }
            if (data.getDataLayout() == DataLayout.CHUNKED) {
                // Only chunks can be compressed, and so expand to any size. Keras writes none.
                throw new IllegalArgumentException("'" + path + "' is stored in chunks");
            }
            int[] shape = data.isScalar() ? new int[0] : data.getDimensions();
            long length = 1;
            for (int size : shape) {
                length = size < 0 ? -1 : length * size;
                ModelFile.requireBounded(length, location);
            }
            total += length;
            if (total > fileBytes) {
                throw new IllegalArgumentException("'" + path + "' is longer than the file");
            }
            return new Tensor(shape, floats(data.getDataFlat(), path, (int) length));
        }

        private static float[] floats(Object data, String path, int length) {
            float[] values = new float[length];
            if (data instanceof float[] floats && floats.length == length) {
                return floats;
            }
            if (data instanceof double[] doubles && doubles.length == length) {
                for (int i = 0; i < length; i++) {
                    values[i] = (float) doubles[i];
                }
                return values;
            }
            if (data instanceof long[] || data instanceof int[] || data instanceof Number) {
                return values; // counters of Normalization, say, which no layer here reads
            }
            throw new IllegalArgumentException("'" + path + "' holds no floating-point numbers");
        }
    }
}
