package org.duress.model.lowering.graph;

/** A graph cannot be at this image size, whatever it is at others: what {@code SizedNetwork} says of a size. */
public final class Misfit {
    private Misfit() {}

    /** With the reason, which names shapes or sizes. */
    public static IllegalArgumentException of(String why) {
        return new IllegalArgumentException(why);
    }

    /** With the operator that found it. */
    static IllegalArgumentException at(Site site, IllegalArgumentException cause) {
        return new IllegalArgumentException(site.operator() + ": " + cause.getMessage(), cause);
    }
}
