package org.duress.gate.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.spec.Contender;

/**
 * One image for each slice of a batch, and what the model under test makes of it.
 *
 * @param contender who found it; empty for the clean image and for what was found by scaling
 * @param slices one entry a slice
 */
public record Candidate(Optional<Contender> contender, List<Finding> slices) {
    public Candidate {
        slices = List.copyOf(slices);
    }

    /**
     * The same with what others hold for some of the slices.
     *
     * @param places of these in the batch
     */
    Candidate with(Candidate some, int... places) {
        List<Finding> findings = new ArrayList<>(slices);
        for (int k = 0; k < places.length; k++) {
            findings.set(places[k], some.slices.get(k));
        }
        return new Candidate(some.contender, findings);
    }

    /** Whether any pixel of any image differs from the clean ones; of fields that are all there. */
    public boolean changesAnything() {
        return slices.stream()
                .map(slice -> slice.judged().trial())
                .anyMatch(trial -> !Arrays.equals(trial.slice().image(), trial.image()));
    }
}
