package org.duress.gate;

import java.util.Collections;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;

/**
 * An attack that is ready to use.
 *
 * @param steps optimiser steps it was trained for
 * @param fromStore whether it was loaded, not trained, in this run
 * @param summary one line for the report
 * @param closer releases what it holds
 */
record PreparedAttack(Attack attack, int steps, boolean fromStore, String summary, Runnable closer)
        implements AutoCloseable {

    /** The attack of a zero budget. It still goes through warp and model, which must give back the clean score. */
    static PreparedAttack nothing() {
        Attack none = (images, samples, seed) ->
                Collections.nCopies(samples, Perturbation.none(images.count(), images.height(), images.width()));
        return new PreparedAttack(none, 0, false, "xi is 0, so there is nothing to train", () -> {});
    }

    @Override
    public void close() {
        closer.run();
    }
}
