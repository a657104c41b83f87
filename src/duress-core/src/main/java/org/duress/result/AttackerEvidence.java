package org.duress.result;

import java.util.List;

/**
 * Where the attacker came from, and how far the attack went.
 *
 * @param subjects ids of the subjects it was trained on
 * @param steps optimiser steps it was trained for
 * @param fromStore whether it was loaded, not trained, in this run
 * @param reach what was tried
 */
public record AttackerEvidence(List<String> subjects, int steps, boolean fromStore, Reach reach) {
    public AttackerEvidence {
        subjects = List.copyOf(subjects);
    }
}
