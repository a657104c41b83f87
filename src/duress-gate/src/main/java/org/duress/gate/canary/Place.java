package org.duress.gate.canary;

import java.util.Random;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;

/**
 * A random place of an image, and one concentrated bump of D there, or two of V side by side, a brighter and a darker:
 * brightening the whole image is not to reach it.
 *
 * @param row of its middle, in pixels
 * @param column of its middle, in pixels
 * @param x of the direction that D points to, or in which V grows, of length 1
 * @param y as x
 * @param channel of V, where channels may have one each: what moves all of them alike is the easier to find; negative
 *     for all alike
 */
record Place(double row, double column, double x, double y, int channel) {
    /** Standard deviation of a bump of V, as a share of the image's shorter side. */
    private static final double SHADE = 0.1;

    /** The same of D: about as narrow as a search whose fields may not fold can be. */
    private static final double MOVE = 0.06;

    /** Share of each side, at each end, where no bump has its middle. */
    private static final double MARGIN = 0.1;

    /**
     * A place of an image.
     *
     * @param fields of V that the image may have
     */
    static Place random(Grid grid, int fields, Random random) {
        double angle = 2 * Math.PI * random.nextDouble();
        double row = within(grid.height(), random);
        double column = within(grid.width(), random);
        return new Place(row, column, Math.cos(angle), Math.sin(angle), fields == 1 ? -1 : random.nextInt(fields));
    }

    private static double within(int side, Random random) {
        return (MARGIN + (1 - 2 * MARGIN) * random.nextDouble()) * (side - 1);
    }

    /** The bump at this place, as large as a budget lets it be. */
    Perturbation bump(FieldKind field, ImageBatch image, Budget budget) {
        Perturbation bump = Perturbation.none(image);
        Grid grid = image.grid();
        double width = (field == FieldKind.INTENSITY ? SHADE : MOVE) * Math.min(grid.height(), grid.width());
        for (int p = 0; p < grid.voxels(); p++) {
            int down = p / grid.width();
            int right = p % grid.width();
            double away = Math.hypot(down - row, right - column) / width;
            double size = Math.exp(-away * away / 2);
            if (field == FieldKind.INTENSITY) {
                float shade = (float) (size * (x * (right - column) + y * (down - row)) / width);
                for (int c = 0; c < image.channels(); c++) {
                    bump.intensity()[p * image.channels() + c] = channel < 0 || channel == c ? shade : 0;
                }
            } else {
                bump.deformation()[2 * p] = (float) (x * size);
                bump.deformation()[2 * p + 1] = (float) (y * size);
            }
        }
        return budget.fill(image, bump);
    }

    /**
     * The pattern along which a bump moves an image: the slow part of the change that it makes, so that fine texture
     * has no part in it; of unit root mean square.
     *
     * @param image a batch of one
     * @return zeros where nothing slow changes
     */
    static float[] pattern(ImageBatch image, Perturbation bump) {
        double[] slow = slow(image, bump);
        double size = RootMeanSquare.of(slow, 0, slow.length);
        float[] pattern = new float[slow.length];
        for (int p = 0; p < pattern.length && size > 0; p++) {
            pattern[p] = (float) (slow[p] / size);
        }
        return pattern;
    }

    private static double[] slow(ImageBatch image, Perturbation bump) {
        float[] change = Warp.perturb(image, bump).pixels();
        for (int p = 0; p < change.length; p++) {
            change[p] -= image.pixels()[p];
        }
        return FieldSmoothness.lowPass(change, image.grid());
    }

    /** Root mean square of the slow part of the change that a bump makes, in standard deviations. */
    static double change(ImageBatch image, Perturbation bump) {
        double[] slow = slow(image, bump);
        return RootMeanSquare.of(slow, 0, slow.length);
    }
}
