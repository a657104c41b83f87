package org.duress.model.keras;

import java.nio.file.Path;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.lowering.layers.LayerFile;
import org.duress.spec.ModelSpec;

/**
 * Keras 2 and 3: files of {@code model.save}, {@code .h5} and {@code .keras}, functional and sequential models. The
 * layers are computed as Keras on TensorFlow 2 does. Nothing in a file is executed.
 */
public final class KerasFormat implements ModelFormat {
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    @Override
    public String name() {
        return "keras";
    }

    @Override
    public Optional<Path> sample() {
        return Optional.of(Path.of("classpath:org/duress/model/keras/sample.h5"));
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        String location = ModelFile.location(spec);
        byte[] bytes = ModelFile.read(spec);
        if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
            try (BoundedZip zip = ModelFile.unzip(spec)) {
                KerasArchive archive = KerasArchive.read(zip, location);
                return model(
                        spec,
                        archive.file(),
                        location,
                        ModelFile.fingerprint(spec, archive.fingerprinted().toArray(byte[][]::new)));
            }
        }
        requireHdf5(bytes, location);
        return model(spec, H5File.read(bytes, location), location, ModelFile.fingerprint(spec, bytes));
    }

    /**
     * The model of a file's contents.
     *
     * @throws DuressException if it holds what the core does not have
     */
    static NetworkModel model(ModelSpec spec, KerasFile file, String location, String fingerprint) {
        KerasConfig config = KerasConfig.read(file.config(), location);
        return LayerFile.open(spec, new KerasNetwork(location, config, file), fingerprint);
    }

    private static void requireHdf5(byte[] bytes, String location) {
        for (int i = 0; i < HDF5.length; i++) {
            if (bytes.length <= i || bytes[i] != HDF5[i]) {
                throw new DuressException("file " + location
                        + " is no HDF5 file, so it is no Keras model; check model.path and model.format");
            }
        }
    }
}
