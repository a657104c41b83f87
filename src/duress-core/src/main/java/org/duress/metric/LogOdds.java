package org.duress.metric;

import org.duress.base.OrganSets;

/**
 * How far the pixels of an organ are from being answered as what the clean answer says: of each pixel the log-odds of
 * all classes without the organ against those with it, {@code log((1 - s) / s)}, but no more than at which a pixel
 * counts as lost; the mean over pixels, each weighed by what the clean answer gives to the organ there.
 *
 * <p>Of a softmax the log-odds have the slope 1 in the organ's logit however certain the answer is, where the slope of
 * {@link MaskedCrossEntropy} vanishes as {@code 1 - s}: so they lead away from answers that are sure, too. A pixel that
 * is lost already counts no more, as in the masked losses of SEA (Croce et al. 2024), and the rest of a budget goes to
 * those that are not.
 */
public final class LogOdds {
    /** Logarithms are taken of at least this, which logits 46 apart give. */
    private static final double LEAST = 1e-20;

    private LogOdds() {}

    /** The log-odds of a pixel of so much cross-entropy, {@code log(e^xi - 1)}. */
    public static double ofCrossEntropy(double xi) {
        return Math.log(Math.expm1(xi));
    }

    /**
     * The mean of one organ in one image, and its gradients.
     *
     * @param organ its number, from 1 on
     * @param lost log-odds from which on a pixel is lost
     * @param clean the clean answer, {@code [pixels, classes]} from {@code offset}
     * @param answer the answer to the perturbed image, the same shape from the same offset
     * @param weight of the mean, whose gradients are added to the last two
     */
    public static double addMean(
            int organ,
            double lost,
            float[] clean,
            float[] answer,
            int offset,
            int pixels,
            OrganSets sets,
            double weight,
            float[] answerGradient,
            float[] cleanGradient) {
        int classes = sets.classes();
        int end = offset + pixels * classes;
        double mass = 0;
        double sum = 0;
        double[] odds = new double[pixels];
        for (int at = offset, p = 0; at < end; at += classes, p++) {
            odds[p] = Math.min(lost, Math.log(others(answer, at, organ, sets) / own(answer, at, organ, sets)));
            double share = sets.share(clean, at, organ);
            mass += share;
            sum += share * odds[p];
        }
        double mean = sum / mass;
        for (int at = offset, p = 0; at < end; at += classes, p++) {
            sets.addSlope(cleanGradient, at, organ, weight / mass * (odds[p] - mean));
            if (odds[p] < lost) {
                double slope = weight / mass * sets.share(clean, at, organ);
                sets.addSlope(answerGradient, at, organ, slope * (-1 / own(answer, at, organ, sets)));
                sets.addOtherSlope(answerGradient, at, organ, slope * (1 / others(answer, at, organ, sets)));
            }
        }
        return mean;
    }

    private static double own(float[] answer, int at, int organ, OrganSets sets) {
        return Math.max(LEAST, sets.share(answer, at, organ));
    }

    /** Summed up, for 1 less the organ's own loses what is left of them where the answer is sure. */
    private static double others(float[] answer, int at, int organ, OrganSets sets) {
        return Math.max(LEAST, sets.otherShare(answer, at, organ));
    }
}
