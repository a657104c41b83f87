package org.duress.gate.baseline;

/**
 * What the model said of the clean slices of a batch, for the baseline.
 *
 * @param effort what that took
 */
public record CleanAnswer(KeptAnswer answer, Effort effort) {
    /** Asks. */
    public static CleanAnswer of(Segmenter segmenter, Batch batch) {
        Effort before = segmenter.effort();
        KeptAnswer answer = KeptAnswer.of(segmenter.segment(batch.images()));
        return new CleanAnswer(answer, segmenter.effort().minus(before));
    }
}
