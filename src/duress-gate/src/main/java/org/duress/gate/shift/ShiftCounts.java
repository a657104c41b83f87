package org.duress.gate.shift;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.OrganSets;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Effort;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.baseline.Segmenter;
import org.duress.metric.Dice;
import org.duress.model.Segmentation;
import org.duress.shift.Shifted;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;

/**
 * What the model did with one batch under natural shifts.
 *
 * @param counts over the batch's slices, against labels that moved with the images: of each shift, at each severity
 *     from 1, one an organ, in one row
 * @param organs how many there are
 * @param effort what that took
 */
public record ShiftCounts(List<Dice> counts, int organs, Effort effort) {
    public ShiftCounts {
        counts = List.copyOf(counts);
    }

    /** How many numbers of organs there are for so many shifts. */
    public static int size(int shifts, int organs) {
        return shifts * ShiftsSpec.SEVERITIES * organs;
    }

    /** Asks, one severity of one shift after the other. */
    public static ShiftCounts of(Segmenter segmenter, Batch batch, List<ShiftKind> shifts, long seed) {
        Effort before = segmenter.effort();
        OrganSets sets = segmenter.sets();
        List<Dice> counts = new ArrayList<>();
        for (ShiftKind shift : shifts) {
            for (int severity = 1; severity <= ShiftsSpec.SEVERITIES; severity++) {
                Interruption.check("all natural shifts were tried");
                Shifted shifted = Shifted.of(batch.slices(), batch.subject(), batch.first(), shift, severity, seed);
                Segmentation answer = segmenter.segment(shifted.images());
                List<Dice> sum = Dice.none(sets.organs());
                for (int i = 0; i < batch.slices().size(); i++) {
                    sum = Dice.sum(
                            sum,
                            Dice.perOrgan(answer.classMap(i), shifted.labels().get(i), sets));
                }
                counts.addAll(sum);
            }
        }
        return new ShiftCounts(counts, sets.organs(), segmenter.effort().minus(before));
    }

    /**
     * One count.
     *
     * @param shift its place among those that were tried
     * @param severity from 1
     */
    Dice at(int shift, int severity, int organ) {
        return counts.get((shift * ShiftsSpec.SEVERITIES + severity - 1) * organs + organ);
    }
}
