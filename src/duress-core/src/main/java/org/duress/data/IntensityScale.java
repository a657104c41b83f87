package org.duress.data;

import java.util.Optional;
import org.duress.DuressException;

/**
 * What one channel's normalised intensities stand for: {@code own = mean + deviation * normalised}.
 *
 * @param mean of the subject, in the image's own units (HU for CT)
 * @param deviation standard deviation of the subject, in the same units; above 0
 * @param scan how often each intensity stands in the whole scan that the image is a slice of, in the units that the
 *     image is in now; empty where the image is a scan by itself
 */
public record IntensityScale(double mean, double deviation, Optional<IntensityHistogram> scan) {
    /** Of an image that was never normalised: a standard deviation is its unit. */
    public static final IntensityScale NONE = new IntensityScale(0, 1);

    public IntensityScale {
        if (!(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation))) {
            throw new DuressException("an intensity scale needs a finite mean and a deviation above 0, not " + mean
                    + " and " + deviation + "; check how the image was normalised");
        }
    }

    /** Of an image that is a scan by itself. */
    public IntensityScale(double mean, double deviation) {
        this(mean, deviation, Optional.empty());
    }

    /** The same after each intensity of the image, and of its scan, became another. */
    public IntensityScale mapped(IntensityHistogram.Mapping mapping) {
        return new IntensityScale(mean, deviation, scan.map(histogram -> histogram.mapped(mapping)));
    }

    /** What is known, for fingerprints; nothing where that is nothing. */
    void addTo(Digest digest) {
        if (!equals(NONE)) {
            digest.add(Double.toString(mean)).add(Double.toString(deviation));
            scan.ifPresent(histogram -> histogram.addTo(digest));
        }
    }
}
