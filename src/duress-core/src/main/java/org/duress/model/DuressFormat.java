package org.duress.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/** Duress's own format: one {@link NetworkArchive} with the network {@code model}. */
public final class DuressFormat implements ModelFormat {
    static final String NAME = "duress";
    static final String NETWORK = "model";
    static final String ORGANS = "organs";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Path> sample() {
        return Optional.of(Path.of("classpath:org/duress/model/sample.zip"));
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        boolean more = (spec.head() != ModelHead.AUTO && !spec.head().ofOrgans())
                || spec.layout() != ModelLayout.AUTO
                || spec.output().isPresent();
        if (more) {
            throw new DuressException(
                    "model.head, model.layout and model.output say what a foreign model does not, and are not for"
                            + " format duress, but for model.head of organs that overlap; remove them");
        }
        String location = ModelFile.location(spec);
        try (BoundedZip zip = ModelFile.unzip(spec)) {
            NetworkModel model = model(NetworkArchive.read(zip, location), location);
            ModelFile.requireChannels(spec, model.channels(), "file " + location);
            return model;
        }
    }

    /**
     * What {@link #open} reads.
     *
     * @param network its last node gives probabilities
     * @param organs names of classes 1, 2, ...; empty if unknown
     * @param properties how it was made
     */
    public static NetworkArchive archive(Network network, List<String> organs, Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.put(ORGANS, String.join(",", organs));
        return new NetworkArchive(Map.of(NETWORK, network), all, Map.of());
    }

    private static NetworkModel model(NetworkArchive archive, String location) {
        if (!archive.networks().containsKey(NETWORK) || !archive.properties().containsKey(ORGANS)) {
            throw new DuressException(
                    "file " + location + " holds networks, but no segmentation model; check model.path");
        }
        String organs = archive.property(ORGANS);
        return new NetworkModel(
                archive.network(NETWORK),
                organs.isEmpty() ? List.of() : List.of(organs.split(",")),
                archive.fingerprint());
    }
}
