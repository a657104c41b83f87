package org.duress.result.slice;

import java.util.List;
import org.duress.metric.Dice;
import org.duress.spec.Reference;

/**
 * What the model under test made of a perturbed slice.
 *
 * @param segmented S_DV on the slice's grid; not copied
 * @param warped one count an organ, against the label moved by D
 * @param fixed one count an organ, against the unmoved label
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
public record Judged(Trial trial, byte[] segmented, List<Dice> warped, List<Dice> fixed) {
    public Judged {
        warped = List.copyOf(warped);
        fixed = List.copyOf(fixed);
    }

    public CleanSlice clean() {
        return trial.clean();
    }

    /** One count an organ, against the spec's reference. */
    public List<Dice> against(Reference reference) {
        return reference.choose(warped, fixed);
    }

    /**
     * What an organ's Dice on this slice alone fell by; not a number where neither label nor answer shows it.
     *
     * @param organ its index
     */
    public double fall(int organ, Reference reference) {
        return clean().dice().get(organ).score() - against(reference).get(organ).score();
    }
}
