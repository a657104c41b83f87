package org.duress.model.preprocess;

import java.util.Collections;
import java.util.List;
import org.duress.DuressException;

/**
 * nnU-Net's rule for volumes whose planes are far apart ({@code determine_do_sep_z_and_axis} of its
 * {@code preprocessing/resampling/default_resampling.py}): each plane is resampled by itself, and of planes the nearest
 * one is taken, where otherwise all three axes are interpolated.
 */
final class Anisotropy {
    /** How many times as far apart the points of one axis must be as those of another. */
    private static final double THRESHOLD = 3;

    private Anisotropy() {}

    /**
     * Whether planes are resampled one by one.
     *
     * @param from distances of the points of each axis, before
     * @param to after
     * @throws DuressException if another axis than that of the planes is the one along which points are far apart
     */
    static boolean firstAxisIsApart(List<Double> from, List<Double> to) {
        if (from.size() < 3 || !(apart(from) || apart(to))) {
            return false;
        }
        List<Double> decides = apart(from) ? from : to;
        double largest = Collections.max(decides);
        if (Collections.frequency(decides, largest) > 1) {
            return false;
        }
        if (decides.indexOf(largest) > 0) {
            throw new DuressException("model.preprocess resamples volumes as nnU-Net from " + from + " to " + to
                    + " mm, whose " + (decides.indexOf(largest) == 1 ? "rows" : "columns") + " are farthest apart, and"
                    + " this version of Duress does so only where planes are; turn the axes first, or resample as:"
                    + " monai");
        }
        return true;
    }

    private static boolean apart(List<Double> spacing) {
        return Collections.max(spacing) / Collections.min(spacing) > THRESHOLD;
    }
}
