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
    static final GradientHealth NONE = new GradientHealth(0, 0, 0);

    GradientHealth plus(boolean anyNotFinite, boolean allZero) {
        return new GradientHealth(images + 1, notFinite + (anyNotFinite ? 1 : 0), zero + (allZero ? 1 : 0));
    }
}
