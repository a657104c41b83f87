package org.duress.data;

import org.duress.DuressException;
import org.duress.base.Grid;

/**
 * One axial slice. Arrays are row-major, first row at the top (anterior), and are not copied: treat them as read-only.
 *
 * @param name unique in its cohort, for example {@code s00_z061}
 * @param grid rows and columns, with their distances
 * @param image intensities, normalised per subject to zero mean and unit standard deviation
 * @param classes class of each pixel: 0 background, i + 1 for the cohort's i-th organ
 */
public record Slice(String name, Grid grid, float[] image, byte[] classes) {
    public Slice {
        if (image.length != grid.voxels() || classes.length != image.length) {
            throw new DuressException("slice " + name + " is " + grid + " but has " + image.length + " intensities and "
                    + classes.length + " classes; give one of each a pixel");
        }
    }

    /** The same slice with class c replaced by {@code to[c]}. */
    Slice withClasses(byte[] to) {
        byte[] changed = new byte[classes.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = to[classes[i]];
        }
        return new Slice(name, grid, image, changed);
    }
}
