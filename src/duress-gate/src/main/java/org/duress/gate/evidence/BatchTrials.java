package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.attack.gradient.GradientHealth;
import org.duress.gate.baseline.Effort;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Tried;
import org.duress.metric.Dice;
import org.duress.metric.LowestDice;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Reference;

/**
 * What the attack on one batch came to: all that {@link Tally} adds of it, wherever it was attacked. Of most trials
 * only numbers are left; fields and answers are kept of those that can still be the worst for an organ of the subject,
 * whatever its other batches are like, and of the unrealistic ones that may be shown.
 *
 * @param slices the batch's, as they are and as the model answered them when they were attacked
 * @param substitute how alike the model's substitute segments what is farthest from the clean answers, where it has one
 * @param gradients that the attacks followed on this batch, where they follow any
 * @param repeatable whether the model answered the clean slices as it did before
 * @param answer fingerprint of that answer, where it was the same as before to the bit
 * @param changed whether what the attacks gave, controls aside, changes any image
 * @param effort what all this took
 */
public record BatchTrials(
        List<CleanSlice> slices,
        Tried tried,
        Optional<SubstituteCounts> substitute,
        Optional<GradientHealth> gradients,
        boolean repeatable,
        Optional<String> answer,
        boolean changed,
        Effort effort) {
    public BatchTrials {
        slices = List.copyOf(slices);
    }

    /**
     * Drops fields and answers that nobody can ask for any more.
     *
     * @param organs in class order
     */
    public static Tried thinned(Tried tried, int slices, List<String> organs, Reference reference) {
        // By identity: records of arrays.
        Set<Judged> asked = Collections.newSetFromMap(new IdentityHashMap<>());
        WorstCases unrealistic = new WorstCases(organs, reference);
        for (int i = 0; i < slices; i++) {
            List<Finding> counting = tried.counting(i);
            for (int organ = 0; organ < organs.size(); organ++) {
                List<Dice> left = new ArrayList<>();
                for (Finding finding : counting) {
                    left.add(finding.against(reference, organ));
                }
                LowestDice.envelope(left)
                        .forEach(one -> asked.add(counting.get(one).judged()));
            }
            Tried.at(tried.candidates(), i).stream()
                    .filter(finding -> !finding.counts())
                    .forEach(finding -> unrealistic.offer(finding.judged()));
        }
        unrealistic.all().stream().map(WorstCase::judged).forEach(asked::add);
        return tried.map(finding -> asked.contains(finding.judged()) ? finding : finding.numbers());
    }
}
