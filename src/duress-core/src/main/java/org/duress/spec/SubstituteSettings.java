package org.duress.spec;

import java.util.List;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Trained;
import org.duress.spec.key.Values;

/** How the substitute of a model is trained; docs/black-box-study.md has the measurements behind the defaults. */
public record SubstituteSettings(int steps, int copies) {
    private static final Block<SubstituteSettings> BLOCK = new Block<>("attack", SubstituteSettings.class);

    public static final Key<SubstituteSettings, Integer> STEPS = BLOCK.key(
                    "substituteSteps",
                    SubstituteSettings::steps,
                    Kind.whole(Range.STEPS),
                    600,
                    "optimiser steps of a substitute")
            .training(Trained.SUBSTITUTE, "steps");

    public static final Key<SubstituteSettings, Integer> COPIES = BLOCK.key(
                    "substituteCopies",
                    SubstituteSettings::copies,
                    Kind.whole(Range.COPIES),
                    7,
                    "perturbed copies of each attacker-training slice that the model is asked about for a substitute,"
                            + " besides the slice itself")
            .training(Trained.SUBSTITUTE, "copies");

    public static final List<Key<SubstituteSettings, ?>> KEYS = BLOCK.keys(SubstituteSettings::of);

    public static SubstituteSettings of(Values values) {
        return new SubstituteSettings(values.get(STEPS), values.get(COPIES));
    }

    public static SubstituteSettings defaults() {
        return of(Values.DEFAULTS);
    }
}
