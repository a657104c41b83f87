package org.duress.gate;

import java.util.List;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.spec.Reference;

/**
 * A gate slice and the perturbation that counts, without what can be rebuilt from them.
 *
 * @param clean one count an organ, unperturbed
 * @param attacked one count an organ, perturbed, against the spec's reference
 * @param cleanMap S_0
 */
@SuppressWarnings("ArrayRecordComponent") // fields: identity is meant
record ChosenSlice(
        String subject,
        Slice slice,
        List<Dice> clean,
        List<Dice> attacked,
        byte[] cleanMap,
        float[] deformation,
        float[] intensity) {

    static ChosenSlice of(AttackedSlice slice, Reference reference) {
        return new ChosenSlice(
                slice.subject(),
                slice.slice(),
                slice.clean(),
                reference == Reference.WARPED ? slice.warped() : slice.fixed(),
                slice.cleanMap(),
                slice.deformation(),
                slice.intensity());
    }

    /** Whether anything is changed. */
    boolean perturbed() {
        return used(deformation) || used(intensity);
    }

    /**
     * Whether the organ's volume Dice depends on this slice: its label shows the organ, or an answer does. A slice
     * without the organ counts too where the model sees it.
     */
    boolean matters(int organ) {
        Dice before = clean.get(organ);
        Dice after = attacked.get(organ);
        return before.reference() + before.predicted() + after.reference() + after.predicted() > 0;
    }

    static boolean used(float[] field) {
        for (float value : field) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
