package org.duress.attack.vaegan;

import java.util.Arrays;
import org.duress.base.OrganSets;
import org.duress.base.SideBySide;
import org.duress.metric.LogOdds;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.metric.SoftDice;
import org.duress.spec.CrossEntropyMean;

/**
 * A loss that keeps pushing on every organ, until each of its pixels has the cross-entropy xi: of each image the mean
 * over its organs of how far their {@link LogOdds} are from those of xi. Unlike equation 4 it does not pull back beyond
 * xi, leads away from answers that are sure, and lets no organ hide behind a larger one. Where organs do not weigh
 * alike, the weights are no part of the gradient. The images of a batch have nothing to do with each other.
 */
final class OrganLoss implements AttackLoss {
    /** An organ that keeps so much more soft Dice than another weighs e times as much. */
    private static final double MORE_KEPT = 0.1;

    private final double lost;
    private final OrganSets sets;
    private final double moreKept;

    private OrganLoss(double xi, OrganSets sets, double moreKept) {
        lost = LogOdds.ofCrossEntropy(xi);
        this.sets = sets;
        this.moreKept = moreKept;
    }

    /** All organs weigh alike. */
    static OrganLoss alike(double xi, OrganSets sets) {
        return new OrganLoss(xi, sets, Double.POSITIVE_INFINITY);
    }

    /** An organ weighs the more, the more of it is kept, so that what is hard is not given up for what is easy. */
    static OrganLoss ofWhatIsKept(double xi, OrganSets sets) {
        return new OrganLoss(xi, sets, MORE_KEPT);
    }

    /** The mean over images, which have nothing to do with each other, and are looked at side by side. */
    @Override
    public Value of(float[] clean, float[] attacked, int count, float[] gradient, float[] cleanGradient) {
        int values = clean.length / count;
        double loss = 0;
        double entropies = 0;
        int shown = 0;
        int pixels = values / sets.classes();
        Value[] each = new Value[count];
        SideBySide.works(
                count,
                image -> each[image] =
                        one(clean, attacked, image * values, pixels, 1.0 / count, gradient, cleanGradient));
        for (Value own : each) {
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
        SoftDice dice = SoftDice.ofShown(clean, offset, attacked, offset, pixels, sets);
        MaskedCrossEntropy entropy = new MaskedCrossEntropy(CrossEntropyMean.ORGAN, sets);
        entropy.add(clean, offset, attacked, offset, pixels);
        int[] organs = entropy.present();
        Arrays.fill(gradient, offset, offset + pixels * sets.classes(), 0);
        Arrays.fill(cleanGradient, offset, offset + pixels * sets.classes(), 0);
        double[] shares = shares(organs, dice);
        double loss = 0;
        for (int k = 0; k < organs.length; k++) {
            double mean = LogOdds.addMean(
                    organs[k] + 1,
                    lost,
                    clean,
                    attacked,
                    offset,
                    pixels,
                    sets,
                    -weight * shares[k],
                    gradient,
                    cleanGradient);
            loss += shares[k] * (lost - mean);
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
