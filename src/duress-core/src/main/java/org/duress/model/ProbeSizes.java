package org.duress.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.Grid;

/** Image sizes that a model which does not name its own is tried on when it is opened. */
public final class ProbeSizes {
    /** Sides of square images: small first, then those that models with a fixed size are made for. */
    public static final List<Integer> SQUARES =
            List.of(64, 128, 256, 512, 224, 96, 192, 160, 240, 320, 384, 448, 288, 352, 1024, 32, 28);

    /** Sides of cubes, for models of volumes; the first has as many points as the first square. */
    public static final List<Integer> CUBES = List.of(16, 32, 64, 96, 128, 48, 80, 112, 160, 192);

    private ProbeSizes() {}

    /** The first of these squares and cubes that a model takes. */
    public static Optional<Grid> firstThatFits(SegmentationModel model) {
        return Stream.concat(any().stream(), cubes().stream())
                .filter(size -> fits(model, size))
                .findFirst();
    }

    private static boolean fits(SegmentationModel model, Grid size) {
        try {
            model.requireSize(size);
            return true;
        } catch (DuressException e) {
            return false;
        }
    }

    /**
     * The squares, or the cubes, for a model that takes any size.
     *
     * @param axes of its images, 2 or 3
     */
    public static List<Grid> any(int axes) {
        return axes == 2 ? any() : cubes();
    }

    /** The squares, for a model that takes any size. */
    public static List<Grid> any() {
        return of(0, 0);
    }

    /** The cubes, for a model of volumes that takes any size. */
    public static List<Grid> cubes() {
        return of(0, 0, 0);
    }

    /**
     * The sizes for a model that may name its own.
     *
     * @param demanded points along each axis; not positive where it takes any
     */
    public static List<Grid> of(int... demanded) {
        return (demanded.length == 2 ? SQUARES : CUBES)
                .stream()
                        .map(side -> Grid.of(Arrays.stream(demanded)
                                .map(size -> size > 0 ? size : side)
                                .toArray()))
                        .distinct()
                        .toList();
    }
}
