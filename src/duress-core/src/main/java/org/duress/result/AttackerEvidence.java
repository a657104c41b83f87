package org.duress.result;

import java.util.List;

/**
 * Where the attacker came from.
 *
 * @param subjects ids of the subjects it was trained on
 * @param steps optimiser steps it was trained for
 * @param fromStore whether it was loaded, not trained, in this run
 */
public record AttackerEvidence(List<String> subjects, int steps, boolean fromStore) {
    public AttackerEvidence {
        subjects = List.copyOf(subjects);
    }
}
