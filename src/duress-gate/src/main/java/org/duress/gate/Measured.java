package org.duress.gate;

import org.duress.Progress;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.keep.Replays;

/**
 * What is known before any attack.
 *
 * @param replays counterexamples of earlier runs that belong to the gate slices
 */
record Measured(Opened opened, Baseline baseline, Replays replays) {
    /** Asks the model for its clean answers. */
    static Measured of(Opened opened, Replays replays, WorkSource source, Progress listener) {
        Answered answered = Answered.anew(opened, opened.batches());
        Baseline baseline = Baseline.measure(
                source.of(new CleanWork(answered)), answered.batches(), opened.organs(), answered.sets(), listener);
        baseline.warnOfLostOrgans(listener);
        baseline.warnOfFewSubjects(listener);
        baseline.warnOfHardlyFound(listener);
        baseline.warnOfNoInterval(opened.spec(), listener);
        return new Measured(opened, baseline, replays);
    }
}
