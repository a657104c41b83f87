package org.duress.data;

import org.duress.DuressException;

/**
 * What one channel's normalised intensities stand for: {@code own = mean + deviation * normalised}.
 *
 * @param mean of the subject, in the image's own units (HU for CT)
 * @param deviation standard deviation of the subject, in the same units; above 0
 */
public record IntensityScale(double mean, double deviation) {
    /** Of an image that was never normalised: a standard deviation is its unit. */
    public static final IntensityScale NONE = new IntensityScale(0, 1);

    public IntensityScale {
        if (!(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation))) {
            throw new DuressException("an intensity scale needs a finite mean and a deviation above 0, not " + mean
                    + " and " + deviation + "; check how the image was normalised");
        }
    }
}
