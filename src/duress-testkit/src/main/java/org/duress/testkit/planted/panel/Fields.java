package org.duress.testkit.planted.panel;

import org.duress.attack.Perturbation;

/**
 * Draws D and V for all gate slices of a {@link Ground}, shape by shape, in any unit: {@link #filled} brings them to
 * the edge of the budget.
 */
final class Fields {
    private static final int SIDE = Ground.SIDE;
    private static final int PIXELS = Ground.PIXELS;

    private final Ground ground;
    private final Perturbation fields;

    Fields(Ground ground) {
        this.ground = ground;
        fields = Perturbation.none(ground.images());
    }

    /** A value for each pixel of each slice. */
    @FunctionalInterface
    interface Shape {
        double at(int slice, int row, int column);
    }

    /** A round bump of height 1. */
    static Shape bump(double row, double column, double sigma) {
        return (slice, y, x) -> Math.exp(-((y - row) * (y - row) + (x - column) * (x - column)) / (2 * sigma * sigma));
    }

    /** A round bump of height 1 over the middle of an organ; nothing on a slice that does not show it. */
    static Shape over(Ground ground, int organ, double sigma) {
        int slices = ground.images().count();
        double[][] middle = new double[slices][];
        for (int k = 0; k < slices; k++) {
            middle[k] = middle(ground.mask(k, organ));
        }
        return (slice, y, x) -> middle[slice].length == 0
                ? 0
                : bump(middle[slice][0], middle[slice][1], sigma).at(slice, y, x);
    }

    private static double[] middle(float[] mask) {
        double rows = 0;
        double columns = 0;
        double count = 0;
        for (int p = 0; p < mask.length; p++) {
            int row = p / SIDE;
            rows += mask[p] * row;
            columns += mask[p] * (p % SIDE);
            count += mask[p];
        }
        return count == 0 ? new double[0] : new double[] {rows / count, columns / count};
    }

    /** A plane wave. */
    static Shape wave(double cyclesDown, double cyclesAcross, double phase) {
        return (slice, y, x) -> Math.cos(2 * Math.PI * (cyclesDown * y + cyclesAcross * x) / SIDE + phase);
    }

    /** Adds to V. */
    Fields shade(double height, Shape shape) {
        for (int i = 0; i < fields.intensity().length; i++) {
            fields.intensity()[i] += (float) (height * at(shape, i));
        }
        return this;
    }

    /** Adds to D, in pixels. */
    Fields move(double right, double down, Shape shape) {
        for (int i = 0; i < fields.intensity().length; i++) {
            double height = at(shape, i);
            fields.deformation()[2 * i] += (float) (right * height);
            fields.deformation()[2 * i + 1] += (float) (down * height);
        }
        return this;
    }

    /** Adds to D what pulls pixels away from (or, of a negative rate, towards) the middle of a round shape. */
    Fields magnify(Shape round, double rate) {
        for (int i = 0; i < fields.intensity().length; i++) {
            int slice = i / PIXELS;
            int y = i % PIXELS / SIDE;
            int x = i % SIDE;
            // The slope of a round bump points to its middle, and is 0 there.
            fields.deformation()[2 * i] += (float) (rate * (round.at(slice, y, x + 1) - round.at(slice, y, x - 1)));
            fields.deformation()[2 * i + 1] += (float) (rate * (round.at(slice, y + 1, x) - round.at(slice, y - 1, x)));
        }
        return this;
    }

    private static double at(Shape shape, int i) {
        int pixel = i % PIXELS;
        return shape.at(i / PIXELS, pixel / SIDE, pixel % SIDE);
    }

    /** Scaled until the budget is spent. */
    Perturbation filled() {
        return ground.budget().fill(ground.images(), fields);
    }

    /** Scaled to a share of the budget; inside it. */
    Perturbation filled(double share) {
        return ground.budget().times(share).fill(ground.images(), fields);
    }
}
