package org.duress.spec;

/**
 * How the gradient attack on the fields of each image works.
 *
 * @param restarts starting points, each with a loss of its own in turn; at least 1
 * @param steps gradient steps from each; at least 1
 * @param spacing pixels between the control points of the fields; at least 1. What does not divide the image's height
 *     and width is replaced by the next smaller number that does
 */
public record GradientSettings(int restarts, int steps, int spacing) {
    private static final GradientSettings DEFAULTS = new GradientSettings(4, 20, 8);

    public static GradientSettings defaults() {
        return DEFAULTS;
    }
}
