package org.duress.result;

import java.util.List;
import java.util.Optional;

/**
 * How a model differs from the release that the spec compares it with.
 *
 * @param file where the baseline is
 * @param verdict of the baseline
 * @param modelFingerprint of the model that it is of
 * @param accepted who made it the baseline; empty where the file was put there and nobody said so
 * @param uncompared why the falls under attack are not compared, in a clause; empty where they are
 * @param organs one entry an organ, in the spec's order
 * @param regressions one sentence for each organ that got significantly worse; each fails the test
 * @param open one sentence for each organ that may have got worse
 * @param gone one sentence for each known weakness that is gone
 */
public record BaselineDifference(
        String file,
        Verdict verdict,
        String modelFingerprint,
        Optional<Acceptance> accepted,
        Optional<String> uncompared,
        List<OrganDifference> organs,
        List<String> regressions,
        List<String> open,
        List<String> gone) {
    public BaselineDifference {
        organs = List.copyOf(organs);
        regressions = List.copyOf(regressions);
        open = List.copyOf(open);
        gone = List.copyOf(gone);
    }

    /** The same without what is gone. */
    BaselineDifference withoutGone() {
        return new BaselineDifference(
                file, verdict, modelFingerprint, accepted, uncompared, organs, regressions, open, List.of());
    }

    /** Whether the falls under attack are compared; clean Dice always is. */
    public boolean attacksCompared() {
        return uncompared.isEmpty();
    }
}
