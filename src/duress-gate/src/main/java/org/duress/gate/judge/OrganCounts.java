package org.duress.gate.judge;

import java.util.List;
import org.duress.metric.Dice;
import org.duress.result.slice.Judged;
import org.duress.spec.Reference;

/**
 * What is counted of one judged slice, in each list one count an organ.
 *
 * @param clean of the clean answer, with the label
 * @param warped of the answer to the perturbed image, with the label moved by D
 * @param fixed of that answer, with the unmoved label
 */
public record OrganCounts(List<Dice> clean, List<Dice> warped, List<Dice> fixed) {
    public OrganCounts {
        clean = List.copyOf(clean);
        warped = List.copyOf(warped);
        fixed = List.copyOf(fixed);
    }

    static OrganCounts of(Judged judged) {
        return new OrganCounts(judged.clean().dice(), judged.warped(), judged.fixed());
    }

    /** Those against the spec's reference. */
    List<Dice> against(Reference reference) {
        return reference.choose(warped, fixed);
    }

    /**
     * Whether the organ's volume Dice depends on this slice: its label shows the organ, or an answer does. A slice
     * without the organ counts too where the model sees it.
     *
     * @param organ its index
     */
    boolean matters(int organ, Reference reference) {
        return clean.get(organ).size() + against(reference).get(organ).size() > 0;
    }
}
