package org.duress.model.keras;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.model.ChosenOutput;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.NetworkModel;
import org.duress.model.ProbeSizes;
import org.duress.model.SegmentationModel;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.Probe;
import org.duress.spec.ModelLayout;
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
        H5File file;
        try {
            file = H5File.read(bytes, location);
        } catch (NoClassDefFoundError e) {
            throw new DuressException(
                    "reading " + location + " needs the library io.jhdf:jhdf:0.9.4; add it to the dependencies", e);
        }
        return model(spec, file, location, ModelFile.fingerprint(spec, bytes));
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
        requireLayout(spec, config, location);
        int channels = spec.channels().orElse(config.channels());
        if (channels != 1 && channels != 3) {
            throw new DuressException("the model in " + location + " takes images of " + channels
                    + " channels, where Duress has one, or the same one three times; train it on one channel");
        }
        Function<String, SizedNetwork> ending = output -> new KerasNetwork(
                location, config, file, Objects.requireNonNull(config.outputs().get(output)), channels, spec.head());
        ChosenOutput output = ChosenOutput.of(
                spec.output(),
                List.copyOf(config.outputs().keySet()),
                ending,
                ProbeSizes.any(),
                "the model in " + location);
        SizedNetwork network = ending.apply(output.name());
        Map<String, String> provenance = new TreeMap<>(output.provenance());
        provenance.putAll(config.precision());
        return new NetworkModel(network, Probe.classes(network, location), List.of(), fingerprint, provenance);
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

    private static void requireLayout(ModelSpec spec, KerasConfig config, String location) {
        ModelLayout layout = config.channelsFirst() ? ModelLayout.NCHW : ModelLayout.NHWC;
        if (spec.layout() != ModelLayout.AUTO && spec.layout() != layout) {
            throw new DuressException("the layers in " + location + " are " + layout
                    + "; remove model.layout, which says " + spec.layout());
        }
    }
}
