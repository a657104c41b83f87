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
    private final Lattice lattice;
    private final int channels;
    private final Network encoder;
    private final @Nullable Network deformation;
    private final @Nullable Network intensity;

    private Generator(
            VaeGanSettings settings,
            Lattice lattice,
            int channels,
            Network encoder,
            @Nullable Network deformation,
            @Nullable Network intensity) {
        this.settings = settings;
        this.lattice = lattice;
        this.channels = channels;
        this.encoder = encoder;
        this.deformation = deformation;
        this.intensity = intensity;
    }

    /**
     * A generator that has learnt nothing yet.
     *
     * @param channels of the images
     */
    static Generator initialised(AttackSpec spec, Lattice lattice, int channels, int classes) {
        VaeGanSettings settings = spec.vaeGan();
        Network encoder = Network.initialised(
                VaeGanGraphs.encoder(settings, lattice, channels, classes), Seeds.encoder(spec.seed()));
        return new Generator(
                settings,
                lattice,
                channels,
                encoder,
                spec.deforms()
                        ? decoder(settings, lattice, lattice.axes(), Seeds.deformationDecoder(spec.seed()))
                        : null,
                spec.shades()
                        ? decoder(settings, lattice, spec.intensity().of(channels), Seeds.intensityDecoder(spec.seed()))
                        : null);
    }

    private static Network decoder(VaeGanSettings settings, Lattice lattice, int channels, long seed) {
        Network network = Network.initialised(VaeGanGraphs.decoder(settings.networks(), lattice, channels), seed);
        if (settings.training() == AttackerTraining.PAPER) {
            network.scale(VaeGanGraphs.FIELD, settings.scales().initialScale());
        }
        return network;
    }

    /**
     * The generator of an archive.
     *
     * @param channels of the images
     * @throws IllegalArgumentException if it is not of the architecture that the settings ask for
     */
    static Generator of(VaeGanSettings settings, Lattice lattice, int channels, int classes, NetworkArchive archive) {
        Network deformation = archive.networks().get(DEFORMATION);
        Network intensity = archive.networks().get(INTENSITY);
        return new Generator(
                settings,
                lattice,
                channels,
                VaeGanGraphs.require(
                        ENCODER, archive.network(ENCODER), VaeGanGraphs.encoder(settings, lattice, channels, classes)),
                deformation == null
                        ? null
                        : VaeGanGraphs.require(
                                DEFORMATION,
                                deformation,
                                VaeGanGraphs.decoder(settings.networks(), lattice, lattice.axes())),
                intensity == null
                        ? null
                        : VaeGanGraphs.require(
                                INTENSITY,
                                intensity,
                                VaeGanGraphs.decoder(settings.networks(), lattice, fields(intensity, channels))));
    }

    /** Of a decoder of V: one for all channels, or one a channel. */
    private static int fields(Network intensity, int channels) {
        return intensity.graph().outputChannels() == 1 ? 1 : channels;
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

    /** Of the images. */
    int channels() {
        return channels;
    }

    /** Where its control points lie. */
    Lattice lattice() {
        return lattice;
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
