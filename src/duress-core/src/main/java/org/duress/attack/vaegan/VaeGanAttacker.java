package org.duress.attack.vaegan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duress.DuressException;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.base.Seeds;
import org.duress.model.ImageBatch;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Statistics;
import org.duress.spec.VaeGanSettings;
import org.jspecify.annotations.Nullable;

/**
 * The trained attacker of Chen et al. 2019: encoder, two latents, two decoders, and the critic they were trained
 * against. Batch norm uses population statistics, so that an image's perturbation depends on nothing but the image, the
 * seed and its place in the batch.
 */
public final class VaeGanAttacker implements Attack, AutoCloseable {
    private static final String STEPS = "steps";
    private static final String SETTINGS = "settings.";

    private final Generator generator;
    private final Network critic;
    private final int steps;
    private @Nullable GeneratorPass pass;
    private @Nullable Executor judge;
    private @Nullable Grid judgeGrid;

    VaeGanAttacker(Generator generator, Network critic, int steps) {
        this.generator = generator;
        this.critic = critic;
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
            return new VaeGanAttacker(
                    Generator.of(settings, archive),
                    TrainingState.critic(settings, archive),
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
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(STEPS, String.valueOf(steps));
        properties.putAll(SettingsText.write(generator.settings(), SETTINGS));
        new NetworkArchive(networks(), properties, Map.of()).write(file);
    }

    /** Optimiser steps this attacker was trained for. */
    public int steps() {
        return steps;
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        if (pass == null || !pass.fits(images)) {
            pass = new GeneratorPass(generator, images.count(), images.grid());
        }
        List<Perturbation> drawn = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            drawn.add(pass.forward(images, new Random(Seeds.sample(seed, sample)), Statistics.POPULATION));
        }
        return drawn;
    }

    /**
     * How real the critic takes images for (f of equation 3, which is trained to score clean images higher than
     * perturbed ones). The scores have no unit and no zero, and can only be compared with each other. An image's score
     * depends on nothing but the image.
     *
     * @return one number an image, higher is more real
     */
    public double[] criticScores(ImageBatch images) {
        Executor one = judge(images.grid());
        double[] scores = new double[images.count()];
        float[] score = new float[1];
        for (int i = 0; i < scores.length; i++) {
            // One by one: native convolutions may sum in another order in a larger batch.
            one.forward(images.one(i).pixels(), Statistics.POPULATION, score);
            scores[i] = score[0];
        }
        return scores;
    }

    private Executor judge(Grid grid) {
        if (judge == null || judgeGrid == null || !grid.fits(judgeGrid)) {
            judge = Executor.frozen(critic, 1, grid.height(), grid.width());
            judgeGrid = grid;
        }
        return judge;
    }

    /** The networks, by name: the generator's, then the critic. */
    Map<String, Network> networks() {
        Map<String, Network> networks = new LinkedHashMap<>(generator.networks());
        networks.put(TrainingState.CRITIC, critic);
        return networks;
    }

    @Override
    public void close() {
        pass = null;
        judge = null;
    }
}
