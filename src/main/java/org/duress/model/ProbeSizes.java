package org.duress.model;

import java.util.List;

/** Image sizes that a model which does not name its own is tried on when it is opened. */
public final class ProbeSizes {
    /** Sides of square images: small first, then those that models with a fixed size are made for. */
    public static final List<Integer> SQUARES =
            List.of(64, 128, 256, 512, 224, 96, 192, 160, 240, 320, 384, 448, 288, 352, 1024, 32, 28);

    private ProbeSizes() {}
}
