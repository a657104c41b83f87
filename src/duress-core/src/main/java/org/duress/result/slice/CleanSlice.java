package org.duress.result.slice;

import java.util.List;
import org.duress.data.Slice;
import org.duress.metric.Dice;

/**
 * A gate slice as it is, and what the model makes of it. Arrays are not copied.
 *
 * @param subject the subject's id
 * @param segmented S_0 on the slice's grid, classes as in {@link Slice}
 * @param dice one count an organ, of S_0 with the label
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
public record CleanSlice(String subject, Slice slice, byte[] segmented, List<Dice> dice) {
    public CleanSlice {
        dice = List.copyOf(dice);
    }
}
