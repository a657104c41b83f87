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
import org.duress.model.ImageBatch;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Statistics;
import org.duress.spec.VaeGanSettings;
import org.jspecify.annotations.Nullable;

/**
 * The trained attacker of Chen et al. 2019: encoder, two latents, two decoders. Batch norm uses population statistics,
 * so that an image's perturbation depends on nothing but the image, the seed and its place in the batch.
 */
public final class VaeGanAttacker implements Attack, AutoCloseable {
    private static final String STEPS = "steps";
    private static final String SETTINGS = "settings.";

    private final Generator generator;
    private final int steps;
    private @Nullable GeneratorPass pass;
    private @Nullable List<Integer> passShape;

    VaeGanAttacker(Generator generator, int steps) {
        this.generator = generator;
        this.steps = steps;
    }

    /**
     * Reads an attacker.
     *
     * @throws DuressException if the file is not one, or is damaged
     */
    public static VaeGanAttacker load(Path file) {
        NetworkArchive archive = NetworkArchive.read(file);
        try {
            VaeGanSettings settings = SettingsText.read(archive.properties(), SETTINGS);
            return new VaeGanAttacker(Generator.of(settings, archive), Integer.parseInt(archive.property(STEPS)));
        } catch (IllegalArgumentException e) {
            throw new DuressException("file " + file + " is no attacker: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the attacker as one file (a plain write; the store makes it atomic).
     *
     * @throws DuressException if it cannot be written
     */
    public void save(Path file) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(STEPS, String.valueOf(steps));
        properties.putAll(SettingsText.write(generator.settings(), SETTINGS));
        try {
            new NetworkArchive(generator.networks(), properties, Map.of()).write(file);
        } catch (IOException e) {
            throw new DuressException(
                    "the attacker cannot be written to " + file + " (" + e.getMessage()
                            + "); free space or choose another store",
                    e);
        }
    }

    /** Optimiser steps this attacker was trained for. */
    public int steps() {
        return steps;
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        List<Integer> shape = List.of(images.count(), images.height(), images.width());
        if (pass == null || !shape.equals(passShape)) {
            pass = new GeneratorPass(generator, images.count(), images.height(), images.width());
            passShape = shape;
        }
        List<Perturbation> drawn = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            drawn.add(pass.forward(images, new Random(seed * 31 + sample), Statistics.POPULATION));
        }
        return drawn;
    }

    /** The networks, by name. */
    Map<String, Network> networks() {
        return generator.networks();
    }

    @Override
    public void close() {
        pass = null;
    }
}
