package org.duress.data;

import java.util.Collections;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.Scope;

/**
 * What the numbers of one normalised image stand for: what a model's preprocessing needs to know of it beyond them.
 *
 * @param scales one a channel
 * @param spacing distance of two points along each axis in mm; NaN where unknown
 * @param scope where it counts, and may be attacked
 */
public record Acquisition(List<IntensityScale> scales, List<Double> spacing, Scope scope) {
    public Acquisition {
        scales = List.copyOf(scales);
        spacing = List.copyOf(spacing);
    }

    /** Of an image that counts everywhere. */
    public Acquisition(List<IntensityScale> scales, List<Double> spacing) {
        this(scales, spacing, Scope.ALL);
    }

    /** Of an image of which nothing is known but its values. */
    public static Acquisition unknown(int channels, Grid grid) {
        return new Acquisition(Collections.nCopies(channels, IntensityScale.NONE), grid.spacing());
    }

    /** The same image, whose numbers stand for something else. */
    public Acquisition scaled(List<IntensityScale> others) {
        return new Acquisition(others, spacing, scope);
    }

    /** The same image on a grid of other distances. */
    public Acquisition spaced(List<Double> millimetres) {
        return new Acquisition(scales, millimetres, scope);
    }

    /** The same image, of which other pixels count. */
    public Acquisition scoped(Scope other) {
        return new Acquisition(scales, spacing, other);
    }
}
