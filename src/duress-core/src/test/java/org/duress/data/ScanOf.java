package org.duress.data;

/** Scans of few intensities, for tests. */
public final class ScanOf {
    private ScanOf() {}

    /** One of these intensities. */
    public static IntensityHistogram values(float... intensities) {
        IntensityHistogram.Counter counter = new IntensityHistogram.Counter();
        counter.add(intensities);
        return counter.histogram(0, 0);
    }
}
