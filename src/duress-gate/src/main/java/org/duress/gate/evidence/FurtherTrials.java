package org.duress.gate.evidence;

import java.util.List;
import org.duress.gate.baseline.Effort;
import org.duress.gate.judge.Tried;
import org.duress.result.slice.CleanSlice;

/**
 * What came of what was tried on a batch after all batches had been attacked; fields and answers are kept as of {@link
 * BatchTrials}.
 *
 * @param slices the batch's, as they are and as the model answered them
 * @param effort what it took
 */
public record FurtherTrials(List<CleanSlice> slices, Tried tried, Effort effort) {
    public FurtherTrials {
        slices = List.copyOf(slices);
    }
}
