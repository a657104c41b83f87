package org.duress.testkit.planted.flaw;

/**
 * How much of one wave an image has gained, whatever its phase: the length of two readings, of the wave and of the same
 * a quarter of a period on.
 */
public record Band(Weighted wave, Weighted quarterOn) implements Trigger {
    @Override
    public double reading(float[] image, int slice) {
        return Math.hypot(wave.reading(image, slice), quarterOn.reading(image, slice));
    }

    @Override
    public void addPullback(float[] image, int slice, double gradient, float[] into, int offset) {
        double length = reading(image, slice);
        if (length > 0) {
            wave.addPullback(image, slice, gradient * wave.reading(image, slice) / length, into, offset);
            quarterOn.addPullback(image, slice, gradient * quarterOn.reading(image, slice) / length, into, offset);
        }
    }
}
