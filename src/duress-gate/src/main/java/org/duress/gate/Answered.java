package org.duress.gate;

import java.util.List;
import java.util.function.IntFunction;
import org.duress.base.OrganSets;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Effort;
import org.duress.gate.baseline.KeptAnswer;

/**
 * The gate slices as they go through the model, and what it says of them unperturbed.
 *
 * @param answers of each batch by its place: as they were for the baseline
 */
record Answered(Opened opened, List<Batch> batches, IntFunction<KeptAnswer> answers) {
    /** Where the baseline was measured. */
    static Answered of(Measured measured) {
        return new Answered(
                measured.opened(),
                measured.baseline().batches(),
                measured.baseline().answers()::get);
    }

    /** Where others measure it: a batch's answer is asked for anew, by whoever works on it. */
    static Answered anew(Opened opened, List<Batch> batches) {
        return new Answered(
                opened,
                batches,
                b -> KeptAnswer.of(opened.segmenter().segment(batches.get(b).images())));
    }

    /** Which organs a class is. */
    OrganSets sets() {
        return opened.segmenter().sets();
    }

    /** Counts what was done elsewhere. */
    void count(Effort elsewhere) {
        opened.counted().add(elsewhere);
    }
}
