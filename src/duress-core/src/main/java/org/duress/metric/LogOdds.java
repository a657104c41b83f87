package org.duress.metric;

/**
 * How far the pixels of an organ are from being answered as what the clean answer says: of each pixel the log-odds of
 * all other classes against the organ, {@code log((1 - s) / s)}, but no more than at which a pixel counts as lost; the
 * mean over pixels, each weighed by what the clean answer gives to the organ there.
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
     * @param organ its class
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
            int classes,
            double weight,
            float[] answerGradient,
            float[] cleanGradient) {
        int end = offset + pixels * classes;
        double mass = 0;
        double sum = 0;
        double[] odds = new double[pixels];
        for (int at = offset, p = 0; at < end; at += classes, p++) {
            odds[p] = Math.min(lost, Math.log(others(answer, at, organ, classes) / own(answer, at, organ)));
            mass += clean[at + organ];
            sum += clean[at + organ] * odds[p];
        }
        double mean = sum / mass;
        for (int at = offset, p = 0; at < end; at += classes, p++) {
            cleanGradient[at + organ] += (float) (weight / mass * (odds[p] - mean));
            if (odds[p] < lost) {
                double slope = weight / mass * clean[at + organ];
                double others = others(answer, at, organ, classes);
                for (int c = 0; c < classes; c++) {
                    answerGradient[at + c] += (float) (slope * (c == organ ? -1 / own(answer, at, organ) : 1 / others));
                }
            }
        }
        return mean;
    }

    private static double own(float[] answer, int at, int organ) {
        return Math.max(LEAST, answer[at + organ]);
    }

    /** Summed up, for 1 less the organ's own loses what is left of them where the answer is sure. */
    private static double others(float[] answer, int at, int organ, int classes) {
        double others = 0;
        for (int c = 0; c < classes; c++) {
            others += c == organ ? 0 : answer[at + c];
        }
        return Math.max(LEAST, others);
    }
}
