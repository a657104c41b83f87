package org.duress.data;

import org.duress.DuressException;

/**
 * One axial slice. Arrays are row-major, {@code height * width}, first row at the top (anterior), and are not copied:
 * treat them as read-only.
 *
 * @param name unique in its cohort, for example {@code s00_z061}
 * @param height rows
 * @param width columns
 * @param image intensities, normalised per subject to zero mean and unit standard deviation
 * @param classes class of each pixel: 0 background, i + 1 for the cohort's i-th organ
 * @param rowSpacing distance of two rows in mm; NaN where unknown
 * @param columnSpacing distance of two columns in mm; NaN where unknown
 */
public record Slice(
        String name, int height, int width, float[] image, byte[] classes, double rowSpacing, double columnSpacing) {
    public Slice {
        if (height < 1 || width < 1 || image.length != (long) height * width || classes.length != image.length) {
            throw new DuressException("slice " + name + " is " + height + " x " + width + " but has " + image.length
                    + " intensities and " + classes.length + " classes; give one of each a pixel");
        }
    }

    /** The same slice with class c replaced by {@code to[c]}. */
    Slice withClasses(byte[] to) {
        byte[] changed = new byte[classes.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = to[classes[i]];
        }
        return new Slice(name, height, width, image, changed, rowSpacing, columnSpacing);
    }
}
