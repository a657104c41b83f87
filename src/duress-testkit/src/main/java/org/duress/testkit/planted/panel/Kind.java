package org.duress.testkit.planted.panel;

import java.util.function.Function;

/**
 * A kind of model of the panel.
 *
 * @param name what is planted, in a few words; unique
 * @param scene where
 * @param half when it was written
 * @param truth what is true of it
 * @param made builds it on the ground of one seed
 */
public record Kind(String name, Scene scene, Half half, Truth truth, Function<Ground, Specimen> made) {
    /** What it is built on, with one seed. */
    public Ground ground(long seed) {
        return Ground.of(scene, seed);
    }

    /** On the cohort of one seed. */
    public Specimen specimen(Ground ground) {
        return made.apply(ground);
    }

    @Override
    public String toString() {
        return name;
    }
}
