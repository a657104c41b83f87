package org.duress.attack.vaegan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.attack.Attack;
import org.duress.attack.OrganLimits;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.TiledExecutor;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.VaeGanSettings;
import org.jspecify.annotations.Nullable;

/**
 * The trained attacker of Chen et al. 2019: encoder, two latents, two decoders, and the critic they were trained
 * against. What it does to images is the attack of {@link #against}.
 */
public final class VaeGanAttacker implements AutoCloseable {
    private static final String STEPS = "steps";
    private static final String CLASSES = "classes";
    private static final String SETTINGS = "settings.";
    /** Not written for slices with control points as far apart as the settings say. */
    private static final String LATTICE = "lattice";

    private final Generator generator;
    private final Network critic;
    private final int classes;
    private final int steps;
    private @Nullable CriticPass judge;

    VaeGanAttacker(Generator generator, Network critic, int classes, int steps) {
        this.generator = generator;
        this.critic = critic;
        this.classes = classes;
        this.steps = steps;
    }

    /**
     * Reads an attacker.
     *
     * @throws DuressException if the file is not one, is damaged, or is of a version that kept no critic
     */
    public static VaeGanAttacker load(Path file) {
        NetworkArchive archive = NetworkArchive.read(file);
        try {
            VaeGanSettings settings = SettingsText.read(archive.properties(), SETTINGS);
            int classes = Integer.parseInt(archive.property(CLASSES));
            Lattice lattice = Optional.ofNullable(archive.properties().get(LATTICE))
                    .map(Lattice::parse)
                    .orElseGet(() -> Lattice.usual(settings.networks()));
            Network critic = TrainingState.critic(settings, lattice, archive);
            return new VaeGanAttacker(
                    Generator.of(settings, lattice, critic.graph().inputChannels(), classes, archive),
                    critic,
                    classes,
                    Integer.parseInt(archive.property(STEPS)));
        } catch (IllegalArgumentException e) {
            throw new DuressException(
                    "file " + file + " is no attacker of this version of Duress (" + e.getMessage()
                            + "); delete it, and it is trained again",
                    e);
        }
    }

    /**
     * Writes the attacker as one file (a plain write; the store makes it atomic).
     *
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        archive().write(file);
    }

    private NetworkArchive archive() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(STEPS, String.valueOf(steps));
        properties.put(CLASSES, String.valueOf(classes));
        if (!generator.lattice().equals(Lattice.usual(generator.settings().networks()))) {
            properties.put(LATTICE, generator.lattice().toString());
        }
        properties.putAll(SettingsText.write(generator.settings(), SETTINGS));
        return new NetworkArchive(networks(), properties, Map.of());
    }

    /** SHA-256 (hex) of architecture, weights and settings. */
    public String fingerprint() {
        return archive().fingerprint();
    }

    /** Optimiser steps this attacker was trained for. */
    public int steps() {
        return steps;
    }

    /**
     * The attack on a model, of as many classes as the one that this attacker was trained for.
     *
     * @param spec says how samples are refined
     * @param budget what perturbations may spend; one of {@link AttackerTraining#PAPER} that is not refined does not
     *     ask, and gives fields as large as it learnt to
     * @param limits what each organ may lose
     */
    public Attack against(DifferentiableModel model, AttackSpec spec, BudgetSpec budget, OrganLimits limits) {
        return new VaeGanAttack(generator, model, spec, budget, limits);
    }

    /**
     * How real the critic takes images for (f of equation 3, which is trained to score clean images higher than
     * perturbed ones). The scores have no unit and no zero, and can only be compared with each other. An image's score
     * depends on nothing but the image.
     *
     * @return one number an image, higher is more real
     */
    public double[] criticScores(ImageBatch images) {
        CriticPass own = judge(images.grid());
        // One by one: native convolutions may sum in another order in a larger batch.
        return IntStream.range(0, images.count())
                .mapToDouble(i -> own.score(images.one(i)))
                .toArray();
    }

    private CriticPass judge(Grid grid) {
        CriticPass ready = judge;
        if (ready == null || !ready.fits(grid)) {
            ready = CriticPass.of(critic, grid, TiledExecutor.MOST);
            judge = ready;
        }
        return ready;
    }

    /** The networks, by name: the generator's, then the critic. */
    Map<String, Network> networks() {
        Map<String, Network> networks = new LinkedHashMap<>(generator.networks());
        networks.put(TrainingState.CRITIC, critic);
        return networks;
    }

    @Override
    public void close() {
        judge = null;
    }
}
