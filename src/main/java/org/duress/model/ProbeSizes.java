package org.duress.model;

import java.util.List;
import java.util.OptionalInt;
import org.duress.DuressException;

/** Image sizes that a model which does not name its own is tried on when it is opened. */
public final class ProbeSizes {
    /** Sides of square images: small first, then those that models with a fixed size are made for. */
    public static final List<Integer> SQUARES =
            List.of(64, 128, 256, 512, 224, 96, 192, 160, 240, 320, 384, 448, 288, 352, 1024, 32, 28);

    private ProbeSizes() {}

    /** Side of the first of these squares that a model takes. */
    static OptionalInt firstThatFits(SegmentationModel model) {
        return SQUARES.stream()
                .mapToInt(Integer::intValue)
                .filter(size -> fits(model, size))
                .findFirst();
    }

    private static boolean fits(SegmentationModel model, int size) {
        try {
            model.requireSize(size, size);
            return true;
        } catch (DuressException e) {
            return false;
        }
    }
}
