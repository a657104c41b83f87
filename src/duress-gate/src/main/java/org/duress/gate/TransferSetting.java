package org.duress.gate;

import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.baseline.DataFingerprint;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * What specs must have in common for an attack on the model of one to be judged on that of another.
 *
 * @param spec its name
 * @param organs in class order
 * @param sizes of the images
 * @param reference what attacked answers are compared with
 * @param data fingerprint of images, labels, organs, attacker and gate subjects
 */
public record TransferSetting(String spec, List<String> organs, Set<Grid> sizes, Reference reference, String data) {
    public TransferSetting {
        organs = List.copyOf(organs);
        sizes = Set.copyOf(sizes);
    }

    /** That of a spec with its cohort. */
    public static TransferSetting of(RobustnessSpec spec, Cohort cohort) {
        return new TransferSetting(
                spec.name(),
                cohort.organNames(),
                Set.copyOf(cohort.grids()),
                spec.gate().reference(),
                DataFingerprint.of(cohort.organNames(), Cohorts.split(cohort, spec.cohort())));
    }

    /**
     * Refuses a spec of another cohort.
     *
     * @throws DuressException if anything differs
     */
    public void require(TransferSetting other) {
        if (!organs.equals(other.organs)) {
            throw differs(other, "organs", organs, other.organs);
        }
        if (!sizes.equals(other.sizes)) {
            throw differs(other, "sizes", sizes, other.sizes);
        }
        if (reference != other.reference) {
            throw differs(other, "gate.reference", EnumWords.of(reference), EnumWords.of(other.reference));
        }
        if (!data.equals(other.data)) {
            throw new DuressException("specs '" + spec + "' and '" + other.spec + "' have other images, labels or"
                    + " attacker and gate subjects, so that an attack on one says nothing of the other's model;"
                    + " give both the same cohort");
        }
    }

    private DuressException differs(TransferSetting other, String what, Object own, Object others) {
        return new DuressException("specs '" + spec + "' and '" + other.spec + "' differ in their " + what + " (" + own
                + " and " + others + "), so that an attack on one says nothing of the other's model; give both the"
                + " same");
    }
}
