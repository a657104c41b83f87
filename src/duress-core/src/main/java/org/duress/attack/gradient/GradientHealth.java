package org.duress.attack.gradient;

/**
 * What the gradients were like that an attack followed. Images of which the model segments no organ at all have nothing
 * to lose and are not counted.
 *
 * @param images images attacked
 * @param notFinite images for which at least one gradient had a value that is not finite
 * @param zero images for which every gradient of the model was zero, or so small that following it to the end of the
 *     budget would have changed the loss by less than a millionth
 */
public record GradientHealth(long images, long notFinite, long zero) {
    /** Of no image. */
    public static final GradientHealth NONE = new GradientHealth(0, 0, 0);

    GradientHealth plus(boolean anyNotFinite, boolean allZero) {
        return plus(new GradientHealth(1, anyNotFinite ? 1 : 0, allZero ? 1 : 0));
    }

    /** Of both together. */
    public GradientHealth plus(GradientHealth others) {
        return new GradientHealth(images + others.images, notFinite + others.notFinite, zero + others.zero);
    }

    /** What came since. */
    public GradientHealth minus(GradientHealth before) {
        return new GradientHealth(images - before.images, notFinite - before.notFinite, zero - before.zero);
    }
}
