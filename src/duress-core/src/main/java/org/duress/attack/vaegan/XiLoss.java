package org.duress.attack.vaegan;

import java.util.Arrays;
import org.duress.spec.CrossEntropyMean;

/**
 * Equations 4 and 5: {@code (xi - xent)^2} with the masked cross-entropy of the attacked against the clean soft
 * segmentation, and its gradient. Where the mean is taken per image or per organ, the loss is the mean of the squares
 * over images or organs: each is driven to xi.
 */
final class XiLoss {
    private static final float LEAST = 1e-12f;
    /** Where the model sees less organ than this, nothing counts: most pixels, and most of the time. */
    private static final float LEAST_ORGAN = 1e-6f;

    private final double xi;
    private final CrossEntropyMean mean;
    private final int classes;

    XiLoss(double xi, CrossEntropyMean mean, int classes) {
        this.xi = xi;
        this.mean = mean;
        this.classes = classes;
    }

    /**
     * One evaluation.
     *
     * @param loss of equation 4
     * @param crossEntropy mean over the groups (batch, images or organs) that show an organ at all; 0 without any
     */
    record Value(double loss, double crossEntropy) {}

    /**
     * Evaluates loss and gradient.
     *
     * @param clean S_0, {@code [count, pixels, classes]}
     * @param attacked S_DV, same shape
     * @param count images
     * @param gradient receives dL/dS_DV; overwritten
     * @param cleanGradient receives dL/dS_0, for an S_0 that moves with D; overwritten
     */
    Value of(float[] clean, float[] attacked, int count, float[] gradient, float[] cleanGradient) {
        int pixels = clean.length / classes;
        int groups = switch (mean) {
            case BATCH -> 1;
            case IMAGE -> count;
            case ORGAN -> classes - 1;
        };
        int perImage = pixels / count;
        double[] mass = new double[groups];
        double[] sum = new double[groups];
        for (int p = 0; p < pixels; p++) {
            int at = p * classes;
            if (masked(clean, at)) {
                continue;
            }
            double entropy = 0;
            for (int c = 0; c < classes; c++) {
                entropy -= clean[at + c] * Math.log(Math.max(LEAST, attacked[at + c]));
            }
            for (int g = 0; g < groups; g++) {
                double weight = weight(clean, p, perImage, g);
                mass[g] += weight;
                sum[g] += weight * entropy;
            }
        }
        int present = 0;
        for (double m : mass) {
            present += m >= 1 ? 1 : 0;
        }
        double loss = 0;
        double crossEntropy = 0;
        double[] slope = new double[groups];
        double[] values = new double[groups];
        for (int g = 0; g < groups; g++) {
            if (mass[g] >= 1) {
                double value = sum[g] / mass[g];
                values[g] = value;
                loss += (xi - value) * (xi - value) / present;
                crossEntropy += value / present;
                slope[g] = 2 * (value - xi) / mass[g] / present;
            }
        }
        Arrays.fill(gradient, 0);
        Arrays.fill(cleanGradient, 0);
        double[] logs = new double[classes];
        for (int p = 0; p < pixels; p++) {
            int at = p * classes;
            if (masked(clean, at)) {
                continue;
            }
            double factor = 0;
            for (int g = 0; g < groups; g++) {
                factor += slope[g] * weight(clean, p, perImage, g);
            }
            double entropy = 0;
            for (int c = 0; c < classes; c++) {
                logs[c] = Math.log(Math.max(LEAST, attacked[at + c]));
                entropy -= clean[at + c] * logs[c];
                gradient[at + c] = (float) (-factor * clean[at + c] / Math.max(LEAST, attacked[at + c]));
            }
            for (int c = 0; c < classes; c++) {
                // The mean's weight moves with S_0 too.
                double weightSlope = 0;
                for (int g = 0; g < groups; g++) {
                    weightSlope += slope[g] * weightSlope(c, p, perImage, g) * (entropy - values[g]);
                }
                cleanGradient[at + c] = (float) (weightSlope - factor * logs[c]);
            }
        }
        return new Value(loss, crossEntropy);
    }

    private boolean masked(float[] clean, int at) {
        return 1 - clean[at] < LEAST_ORGAN;
    }

    /** How much a pixel counts in a group: its clean probability of any organ, or of the group's organ. */
    private double weight(float[] clean, int pixel, int perImage, int group) {
        return switch (mean) {
            case BATCH -> 1 - clean[pixel * classes];
            case IMAGE -> pixel / perImage == group ? 1 - clean[pixel * classes] : 0;
            case ORGAN -> clean[pixel * classes + group + 1];
        };
    }

    /** The derivative of a pixel's weight in a group with respect to its clean probability of a class. */
    private double weightSlope(int cls, int pixel, int perImage, int group) {
        return switch (mean) {
            case BATCH -> cls == 0 ? -1 : 0;
            case IMAGE -> pixel / perImage == group && cls == 0 ? -1 : 0;
            case ORGAN -> cls == group + 1 ? 1 : 0;
        };
    }
}
