package org.duress.testkit.planted.flaw;

/**
 * What a flaw reads of an image: one number, which is 0 for the clean slice that the image is nearest to, and 1 for
 * that slice under the witness.
 */
public interface Trigger {
    /**
     * Reads one image.
     *
     * @param image its pixels, row-major
     * @param slice the clean slice that it is nearest to
     */
    double reading(float[] image, int slice);

    /**
     * Pulls a gradient on the reading back to the image.
     *
     * @param gradient dL/d(reading)
     * @param into dL/dI is added to it, from {@code offset} on
     */
    void addPullback(float[] image, int slice, double gradient, float[] into, int offset);
}
