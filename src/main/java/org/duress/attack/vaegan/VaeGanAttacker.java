package org.duress.attack.vaegan;

import java.nio.file.Path;
import java.util.List;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;

/** The trained attacker of Chen et al. 2019: encoder, two latents, two decoders. */
public final class VaeGanAttacker implements Attack, AutoCloseable {
    private VaeGanAttacker() {}

    /**
     * Reads an attacker.
     *
     * @throws org.duress.DuressException if the file is not one, or is damaged
     */
    public static VaeGanAttacker load(Path file) {
        throw new UnsupportedOperationException("coming");
    }

    /** Writes the attacker as one file (plain write; the store makes it atomic). */
    public void save(Path file) {
        throw new UnsupportedOperationException("coming");
    }

    /** Optimiser steps this attacker was trained for. */
    public int steps() {
        throw new UnsupportedOperationException("coming");
    }

    @Override
    public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
        throw new UnsupportedOperationException("coming");
    }

    @Override
    public void close() {}
}
