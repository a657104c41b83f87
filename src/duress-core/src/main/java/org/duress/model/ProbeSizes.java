package org.duress.model;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.base.Grid;

/** Image sizes that a model which does not name its own is tried on when it is opened. */
public final class ProbeSizes {
    /** Sides of square images: small first, then those that models with a fixed size are made for. */
    public static final List<Integer> SQUARES =
            List.of(64, 128, 256, 512, 224, 96, 192, 160, 240, 320, 384, 448, 288, 352, 1024, 32, 28);

    private ProbeSizes() {}

    /** Side of the first of these squares that a model takes. */
    public static OptionalInt firstThatFits(SegmentationModel model) {
        return SQUARES.stream()
                .mapToInt(Integer::intValue)
                .filter(size -> fits(model, size))
                .findFirst();
    }

    private static boolean fits(SegmentationModel model, int size) {
        try {
            model.requireSize(Grid.of(size, size));
            return true;
        } catch (DuressException e) {
            return false;
        }
    }

    /** The squares, for a model that takes any size. */
    public static List<Grid> any() {
        return of(0, 0);
    }

    /**
     * The sizes for a model that may name its own.
     *
     * @param demanded points along each axis; not positive where it takes any
     */
    public static List<Grid> of(int... demanded) {
        return SQUARES.stream()
                .map(side -> Grid.of(Arrays.stream(demanded)
                        .map(size -> size > 0 ? size : side)
                        .toArray()))
                .distinct()
                .toList();
    }
}
