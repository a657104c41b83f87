package org.duress.model.lowering.graph;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Extent;
import org.duress.spec.ModelLayout;

/** An axis of the core's tensors {@code [batch, planes, height, width, channels]}; slices have one plane, and no D. */
public enum Axis {
    N,
    D,
    H,
    W,
    C;

    /** Whether it is one of an image's own, along which something lies beside something else. */
    public boolean isSpatial() {
        return this != N && this != C;
    }

    /** How many of an extent lie along it. */
    public int of(Extent extent) {
        return switch (this) {
            case D -> extent.z();
            case H -> extent.y();
            case W -> extent.x();
            case N, C -> throw new IllegalArgumentException("no axis of an image itself");
        };
    }

    /** An extent of so many along it, and of what another has along the others. */
    public Extent in(Extent others, int own) {
        return new Extent(this == D ? own : others.z(), this == H ? own : others.y(), this == W ? own : others.x());
    }

    /**
     * The axes of images with their batch.
     *
     * @param axes 2 for slices, 3 for volumes
     */
    public static Axis[] order(ModelLayout layout, int axes) {
        List<Axis> spatial = axes == 2 ? List.of(H, W) : List.of(D, H, W);
        List<Axis> order = new ArrayList<>(spatial);
        order.add(layout == ModelLayout.NHWC ? order.size() : 0, C);
        order.add(0, N);
        return order.toArray(new Axis[0]);
    }
}
