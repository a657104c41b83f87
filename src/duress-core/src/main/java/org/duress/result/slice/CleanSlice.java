package org.duress.result.slice;

import java.util.List;
import org.duress.base.KeptBytes;
import org.duress.data.Slice;
import org.duress.metric.Dice;

/**
 * A gate slice as it is, and what the model makes of it. Arrays are not copied.
 *
 * @param subject the subject's id
 * @param kept S_0 on the slice's grid, classes as in {@link Slice}
 * @param dice one count an organ, of S_0 with the label
 */
public record CleanSlice(String subject, Slice slice, KeptBytes kept, List<Dice> dice) {
    public CleanSlice {
        dice = List.copyOf(dice);
    }

    /** Of an answer that is not to be changed from now on. */
    public CleanSlice(String subject, Slice slice, byte[] segmented, List<Dice> dice) {
        this(subject, slice, KeptBytes.of(segmented), dice);
    }

    /** S_0, which may be read from where it is kept. */
    public byte[] segmented() {
        return kept.values();
    }
}
