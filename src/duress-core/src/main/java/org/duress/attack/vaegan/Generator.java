package org.duress.attack.vaegan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duress.base.Seeds;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.VaeGanSettings;
import org.jspecify.annotations.Nullable;

/** The generator's networks: one encoder, and a decoder for each field that is attacked with. */
final class Generator {
    static final String ENCODER = "encoder";
    static final String DEFORMATION = "deformation";
    static final String INTENSITY = "intensity";

    private final VaeGanSettings settings;
    private final Network encoder;
    private final @Nullable Network deformation;
    private final @Nullable Network intensity;

    private Generator(
            VaeGanSettings settings, Network encoder, @Nullable Network deformation, @Nullable Network intensity) {
        this.settings = settings;
        this.encoder = encoder;
        this.deformation = deformation;
        this.intensity = intensity;
    }

    static Generator initialised(AttackSpec spec, int classes) {
        VaeGanSettings settings = spec.vaeGan();
        Network encoder = Network.initialised(VaeGanGraphs.encoder(settings, classes), Seeds.encoder(spec.seed()));
        return new Generator(
                settings,
                encoder,
                spec.deforms() ? decoder(settings, 2, Seeds.deformationDecoder(spec.seed())) : null,
                spec.shades() ? decoder(settings, 1, Seeds.intensityDecoder(spec.seed())) : null);
    }

    private static Network decoder(VaeGanSettings settings, int channels, long seed) {
        Network network = Network.initialised(VaeGanGraphs.decoder(settings.networks(), channels), seed);
        if (settings.training() == AttackerTraining.PAPER) {
            network.scale(VaeGanGraphs.FIELD, settings.scales().initialScale());
        }
        return network;
    }

    /**
     * The generator of an archive.
     *
     * @throws IllegalArgumentException if it is not of the architecture that the settings ask for
     */
    static Generator of(VaeGanSettings settings, int classes, NetworkArchive archive) {
        Network deformation = archive.networks().get(DEFORMATION);
        Network intensity = archive.networks().get(INTENSITY);
        return new Generator(
                settings,
                VaeGanGraphs.require(ENCODER, archive.network(ENCODER), VaeGanGraphs.encoder(settings, classes)),
                deformation == null
                        ? null
                        : VaeGanGraphs.require(DEFORMATION, deformation, VaeGanGraphs.decoder(settings.networks(), 2)),
                intensity == null
                        ? null
                        : VaeGanGraphs.require(INTENSITY, intensity, VaeGanGraphs.decoder(settings.networks(), 1)));
    }

    /** The networks by name, encoder first. */
    Map<String, Network> networks() {
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put(ENCODER, encoder);
        if (deformation != null) {
            networks.put(DEFORMATION, deformation);
        }
        if (intensity != null) {
            networks.put(INTENSITY, intensity);
        }
        return networks;
    }

    VaeGanSettings settings() {
        return settings;
    }

    Network encoder() {
        return encoder;
    }

    @Nullable
    Network deformation() {
        return deformation;
    }

    @Nullable
    Network intensity() {
        return intensity;
    }
}
