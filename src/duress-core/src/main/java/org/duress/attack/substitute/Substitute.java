package org.duress.attack.substitute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.duress.DuressException;
import org.duress.base.OrganSets;
import org.duress.model.NetworkModel;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;

/** A network that answers like a model that gives no gradients, and gives them. */
public final class Substitute {
    private static final String NETWORK = "substitute";
    private static final String STEPS = "steps";

    private final Network network;
    private final OrganSets sets;
    private final int steps;

    Substitute(Network network, OrganSets sets, int steps) {
        this.network = network;
        this.sets = sets;
        this.steps = steps;
    }

    /**
     * Reads a substitute.
     *
     * @param sets of the model that it stands for
     * @throws DuressException if the file is not one, or is damaged
     */
    public static Substitute load(Path file, OrganSets sets) {
        NetworkArchive archive = NetworkArchive.read(file);
        try {
            Network network = archive.network(NETWORK);
            Graph graph = network.graph();
            int axes = graph.axes().orElse(2);
            if (!graph.equals(SubstituteTrainer.graph(axes, graph.inputChannels(), sets.classes()))) {
                throw new IllegalArgumentException("its network is not the U-Net for " + sets.classes() + " classes");
            }
            return new Substitute(network, sets, Integer.parseInt(archive.property(STEPS)));
        } catch (IllegalArgumentException e) {
            throw new DuressException("file " + file + " is no substitute: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the substitute as one file (a plain write; the store makes it atomic).
     *
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        archive().write(file);
    }

    private NetworkArchive archive() {
        return new NetworkArchive(Map.of(NETWORK, network), Map.of(STEPS, String.valueOf(steps)), Map.of());
    }

    /** Optimiser steps it was trained for. */
    public int steps() {
        return steps;
    }

    /** The substitute at work; its classes are those of the model that it stands for. */
    public NetworkModel model() {
        return new NetworkModel(network, sets, archive().fingerprint());
    }
}
