package org.duress.model.keras;

import org.duress.DuressException;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.lowering.layers.LayerFile;
import org.duress.spec.ModelSpec;

/**
 * Keras 2: HDF5 files of {@code model.save("model.h5")}, functional and sequential models. The layers are computed as
 * Keras on TensorFlow 2 does. Nothing in a file is executed.
 */
public final class KerasFormat implements ModelFormat {
    private static final String KERAS_3 =
            "save the model as .h5 with Keras 2 (tf_keras), or export it to ONNX" + " (model.format: onnx)";
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    @Override
    public String name() {
        return "keras";
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        String location = ModelFile.location(spec);
        byte[] bytes = ModelFile.read(spec);
        requireHdf5(bytes, location);
        return model(spec, H5File.read(bytes, location), location, ModelFile.fingerprint(spec, bytes));
    }

    /**
     * The model of a file's contents.
     *
     * @throws DuressException if it holds what the core does not have
     */
    static NetworkModel model(ModelSpec spec, H5File file, String location, String fingerprint) {
        if (file.version().startsWith("3")) {
            throw new DuressException("file " + location + " was saved by Keras " + file.version()
                    + ", which names and orders weights otherwise; " + KERAS_3);
        }
        KerasConfig config = KerasConfig.read(file.config(), location);
        return LayerFile.open(spec, new KerasNetwork(location, config, file), fingerprint);
    }

    private static void requireHdf5(byte[] bytes, String location) {
        if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
            throw new DuressException(
                    "file " + location + " is a zip, as Keras 3 writes with .keras, and not HDF5; " + KERAS_3);
        }
        for (int i = 0; i < HDF5.length; i++) {
            if (bytes.length <= i || bytes[i] != HDF5[i]) {
                throw new DuressException("file " + location
                        + " is no HDF5 file, so it is no Keras model; check model.path and model.format");
            }
        }
    }
}
