package org.duress.model;

import java.util.List;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.net.Extent;

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
            model.requireSize(Grid.of(size, size));
            return true;
        } catch (DuressException e) {
            return false;
        }
    }

    /** The squares, for a model that takes any size. */
    public static List<Extent> any() {
        return of(0, 0);
    }

    /**
     * The sizes for a model that may name its own.
     *
     * @param height that it demands; not positive where it takes any
     * @param width that it demands; not positive where it takes any
     */
    public static List<Extent> of(int height, int width) {
        return SQUARES.stream()
                .map(side -> new Extent(height > 0 ? height : side, width > 0 ? width : side))
                .distinct()
                .toList();
    }
}
