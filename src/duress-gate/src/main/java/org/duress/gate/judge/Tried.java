package org.duress.gate.judge;

import java.util.ArrayList;
import java.util.List;
import org.duress.spec.Reference;

/**
 * What was tried on one batch.
 *
 * @param candidates of all contenders
 * @param scaled what was worst, scaled down, without a contender: one for each of the shares of the budget curve
 * @param clean the clean images
 */
public record Tried(List<Candidate> candidates, List<Candidate> scaled, Candidate clean) {
    /** For one slice of the batch the candidate that counts, over all that were tried. */
    public Candidate worst(int slice, Reference reference) {
        List<Candidate> all = new ArrayList<>(candidates);
        all.addAll(scaled);
        all.add(clean);
        return all.get(WorstSample.among(at(all, slice), reference));
    }

    /** The findings of one slice of the batch. */
    public static List<Finding> at(List<Candidate> candidates, int slice) {
        return candidates.stream()
                .map(candidate -> candidate.slices().get(slice))
                .toList();
    }
}
