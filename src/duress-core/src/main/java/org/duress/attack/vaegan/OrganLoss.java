package org.duress.attack.vaegan;

import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.SoftDice;
import org.duress.spec.CrossEntropyMean;

/**
 * A loss that keeps pushing on every organ: of each image the mean over its organs of what is kept of the soft Dice and
 * of {@code HINGE * max(0, xi - cross-entropy)}, the cross-entropy of equation 5 over the organ's pixels. Unlike
 * equation 4 it does not pull back beyond xi, and no organ hides behind a larger one. Where organs do not weigh alike, the
 * weights are no part of the gradient. The images of a batch have nothing to do with each other.
 */
final class OrganLoss implements AttackLoss {
    private static final double HINGE = 0.2;
    /** An organ that keeps so much more soft Dice than another weighs e times as much. */
    private static final double MORE_KEPT = 0.1;

    private final double xi;
    private final int classes;
    private final double moreKept;

    private OrganLoss(double xi, int classes, double moreKept) {
        this.xi = xi;
        this.classes = classes;
        this.moreKept = moreKept;
    }

    /** All organs weigh alike. */
    static OrganLoss alike(double xi, int classes) {
        return new OrganLoss(xi, classes, Double.POSITIVE_INFINITY);
    }

    /** An organ weighs the more, the more of it is kept, so that what is hard is not given up for what is easy. */
    static OrganLoss ofWhatIsKept(double xi, int classes) {
        return new OrganLoss(xi, classes, MORE_KEPT);
    }

    /** The mean over images. */
    @Override
    public Value of(float[] clean, float[] attacked, int count, float[] gradient, float[] cleanGradient) {
        int values = clean.length / count;
        double loss = 0;
        double entropies = 0;
        int shown = 0;
        for (int image = 0; image < count; image++) {
            Value own = one(clean, attacked, image * values, values / classes, 1.0 / count, gradient, cleanGradient);
            loss += own.loss() / count;
            entropies += Double.isNaN(own.crossEntropy()) ? 0 : own.crossEntropy();
            shown += Double.isNaN(own.crossEntropy()) ? 0 : 1;
        }
        return new Value(loss, shown == 0 ? 0 : entropies / shown);
    }

    /**
     * Of one image.
     *
     * @param offset of its first value in all arrays
     * @param weight of its loss, which the gradients are multiplied by
     * @return without the weight; a cross-entropy of NaN where no organ shows
     */
    private Value one(
            float[] clean,
            float[] attacked,
            int offset,
            int pixels,
            double weight,
            float[] gradient,
            float[] cleanGradient) {
        SoftDice dice = SoftDice.ofShown(clean, offset, attacked, offset, pixels, classes);
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.ORGAN, classes);
        entropy.add(clean, offset, attacked, offset, pixels);
        int[] organs = entropy.present();
        double[] slopes = entropy.slopes();
        double[] shares = shares(organs, dice);
        double loss = 0;
        for (int k = 0; k < organs.length; k++) {
            int organ = organs[k];
            double missing = Math.max(0, xi - entropy.value(organ));
            loss += shares[k] * (dice.of(organ + 1) + HINGE * missing);
            slopes[organ] = missing > 0 ? -weight * shares[k] * HINGE / entropy.mass(organ) : 0;
        }
        entropy.pullback(slopes, 0, clean, attacked, offset, pixels, gradient, cleanGradient);
        for (int k = 0; k < organs.length; k++) {
            int organ = organs[k];
            double share = weight * shares[k];
            for (int at = offset + organ + 1; at < offset + pixels * classes; at += classes) {
                gradient[at] += (float) (share * dice.organSlope(organ + 1, attacked[at], clean[at]));
                cleanGradient[at] += (float) (share * dice.organSlope(organ + 1, clean[at], attacked[at]));
            }
        }
        return new Value(loss, entropy.present().length == 0 ? Double.NaN : entropy.value());
    }

    /** What each organ weighs; together 1. */
    private double[] shares(int[] organs, SoftDice dice) {
        double[] shares = new double[organs.length];
        double sum = 0;
        for (int k = 0; k < organs.length; k++) {
            shares[k] = Math.exp(dice.of(organs[k] + 1) / moreKept);
            sum += shares[k];
        }
        for (int k = 0; k < organs.length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }
}
