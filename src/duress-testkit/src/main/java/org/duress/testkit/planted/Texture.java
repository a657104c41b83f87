package org.duress.testkit.planted;

import org.duress.base.Grid;

/**
 * Tells organs by the energy of their stripes alone. A smooth field of intensity has none of it, and a smooth movement
 * takes it from all kinds or moves it with the organ, so this is robust against both by construction. It has gradients
 * all the same.
 *
 * <p>One image at a time: e_c = smooth((filter_c I)^2), n_c = e_c / sum(e), S_c = (n_c + 0.1)^q over their sum, q =
 * 2^doublings.
 */
public final class Texture {
    private static final float LEAST = 1e-4f;
    private static final float OFFSET = 0.1f;
    private static final int CLASSES = Carrier.ALL.size();

    private final Grid grid;
    private final int doublings;
    private final float[][] filtered = new float[CLASSES][];
    private final float[][] energy = new float[CLASSES][];
    private final float[] sum;

    /** {@code [pixels, classes]}. */
    final float[] probabilities;

    public Texture(float[] image, Grid grid, int doublings) {
        this.grid = grid;
        this.doublings = doublings;
        sum = new float[image.length];
        java.util.Arrays.fill(sum, LEAST);
        for (int c = 0; c < CLASSES; c++) {
            filtered[c] = Carrier.ALL.get(c).filtered(image, grid);
            float[] squares = new float[image.length];
            for (int p = 0; p < squares.length; p++) {
                squares[p] = filtered[c][p] * filtered[c][p];
            }
            energy[c] = Smoothing.of(squares, grid);
            for (int p = 0; p < squares.length; p++) {
                sum[p] += energy[c][p];
            }
        }
        probabilities = new float[image.length * CLASSES];
        for (int p = 0; p < image.length; p++) {
            float total = 0;
            for (int c = 0; c < CLASSES; c++) {
                float power = energy[c][p] / sum[p] + OFFSET;
                for (int d = 0; d < doublings; d++) {
                    power *= power;
                }
                probabilities[p * CLASSES + c] = power;
                total += power;
            }
            for (int c = 0; c < CLASSES; c++) {
                probabilities[p * CLASSES + c] /= total;
            }
        }
    }

    /** dL/dS to dL/dI. */
    public float[] pullback(float[] gradient) {
        float[][] toEnergy = new float[CLASSES][sum.length];
        for (int p = 0; p < sum.length; p++) {
            float mean = 0;
            for (int c = 0; c < CLASSES; c++) {
                mean += gradient[p * CLASSES + c] * probabilities[p * CLASSES + c];
            }
            float shares = 0;
            for (int c = 0; c < CLASSES; c++) {
                float share = energy[c][p] / sum[p];
                float slope = (1 << doublings) / (share + OFFSET);
                toEnergy[c][p] = slope * probabilities[p * CLASSES + c] * (gradient[p * CLASSES + c] - mean);
                shares += toEnergy[c][p] * share;
            }
            for (int c = 0; c < CLASSES; c++) {
                toEnergy[c][p] = (toEnergy[c][p] - shares) / sum[p];
            }
        }
        float[] out = new float[sum.length];
        for (int c = 0; c < CLASSES; c++) {
            float[] toFiltered = Smoothing.of(toEnergy[c], grid);
            for (int p = 0; p < sum.length; p++) {
                toFiltered[p] *= 2 * filtered[c][p];
            }
            float[] toImage = Carrier.ALL.get(c).adjoint(toFiltered, grid);
            for (int p = 0; p < sum.length; p++) {
                out[p] += toImage[p];
            }
        }
        return out;
    }
}
