package org.duress.shift;

/** A shift of what stands in the pixels. Labels stay as they are. */
public non-sealed interface IntensityShift extends Shift {
    /**
     * What becomes of one channel of an image.
     *
     * @param amount one of {@link #severities}; whatever is drawn is the same for all of them, so that more is worse
     * @return a fresh array
     */
    float[] apply(Channel channel, double amount, Draws draws);
}
