package org.duress.model.lowering.layers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ChosenOutput;
import org.duress.model.ModelFile;
import org.duress.model.NetworkModel;
import org.duress.model.ProbeSizes;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Probe;
import org.duress.model.lowering.Value;
import org.duress.net.Network;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/** A model file that lists layers, read as data: what its front end makes of it, and how it becomes a model. */
public interface LayerFile {
    /** How messages name the model: "the model in unet.h5". */
    String name();

    /** Order of the image axes in all of its layers; not AUTO. */
    ModelLayout layout();

    /** Channels of the image, as the file says. */
    int channels();

    /** Axes of the images: 2 for slices, 3 for volumes. */
    default int axes() {
        return 2;
    }

    /** Names of its outputs, at least one. */
    List<String> outputs();

    /** What a reader of the result should know of it, for {@link NetworkModel#provenance}. */
    Map<String, String> provenance();

    /**
     * Lowers what leads to an output.
     *
     * @param image what the file's layers read
     * @param output one of {@link #outputs}
     * @return the output
     * @throws IllegalArgumentException if only the size does not fit; the message says where
     * @throws DuressException if there is something that Duress does not compute
     */
    Value lower(Lowering net, Value image, String output);

    /**
     * The model of a file: the output that the spec names or the only one that fits, tried on an image.
     *
     * @throws DuressException if it is not what the spec says, or holds what the core does not have
     */
    static NetworkModel open(ModelSpec spec, LayerFile file, String fingerprint) {
        if (spec.layout() != ModelLayout.AUTO && spec.layout() != file.layout()) {
            throw new DuressException("the layers of " + file.name() + " are " + file.layout()
                    + "; remove model.layout, which says " + spec.layout());
        }
        int channels = file.channels();
        ModelFile.requireChannels(spec, channels, file.name());
        Function<String, SizedNetwork> ending = output -> new SizedNetwork() {
            @Override
            public Network at(Grid size) {
                Lowering net = new Lowering(size, channels);
                return net.network(file.lower(net, net.image(), output), spec.head());
            }

            @Override
            public OptionalInt axes() {
                return OptionalInt.of(file.axes());
            }
        };
        List<Grid> sizes = ProbeSizes.any(file.axes());
        ChosenOutput output = ChosenOutput.of(spec.output(), file.outputs(), ending, sizes, file.name());
        SizedNetwork network = ending.apply(output.name());
        Map<String, String> provenance = new TreeMap<>(output.provenance());
        provenance.putAll(file.provenance());
        return new NetworkModel(
                network, channels, Probe.classes(network, file.name()), List.of(), fingerprint, provenance);
    }

    /**
     * The one input of a model.
     *
     * @param inputs names of all that the file says
     * @throws DuressException if there is none, or another one
     */
    static String onlyInput(List<String> inputs, String model) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        throw new DuressException(model + " has " + inputs.size() + " inputs "
                + inputs.stream().limit(20).toList()
                + ", where one, the image, is needed; build a model that takes it alone");
    }

    /**
     * Order of the image axes that all layers agree on; NCHW or NHWC as {@code otherwise} where none says.
     *
     * @param said what a layer says; empty where it says nothing
     * @param key of the setting, for messages
     * @throws DuressException if two differ
     */
    static ModelLayout layout(
            List<LayerSettings> layers,
            Function<LayerSettings, Optional<ModelLayout>> said,
            String key,
            ModelLayout otherwise) {
        Optional<LayerSettings> first = Optional.empty();
        for (LayerSettings layer : layers) {
            Optional<ModelLayout> own = said.apply(layer);
            if (own.isPresent() && first.isPresent() && !own.equals(first.flatMap(said))) {
                throw layer.refused("is " + own.get() + ", where " + first.get().where() + " is "
                        + first.flatMap(said).get() + "; build the model with one " + key);
            }
            first = own.isPresent() && first.isEmpty() ? Optional.of(layer) : first;
        }
        return first.flatMap(said).orElse(otherwise);
    }
}
