package org.duress.gate.judge;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.metric.Dice;
import org.duress.spec.Reference;

/**
 * Which of several images of one slice counts. One image is chosen per slice, the same for all organs, because one
 * patient can only be shown one image.
 *
 * <p>Another candidate never raises the score of a slice. The volume Dice of one organ is another number (it weighs
 * slices by their pixels, and organs trade places), and may rise a little.
 */
public final class WorstSample {
    private WorstSample() {}

    /**
     * The candidate with the lowest mean Dice over the organs that the slice's label shows. Equal means: more wrong
     * pixels; then the earlier one. A slice whose label shows no organ goes by wrong pixels alone.
     *
     * @param candidates per candidate one count an organ, against the spec's reference; not empty
     * @param label the same counts for the unmoved label; says which organs are shown
     * @return index of a candidate
     */
    static int choose(List<List<Dice>> candidates, List<Dice> label) {
        int worst = 0;
        for (int i = 1; i < candidates.size(); i++) {
            double score = score(candidates.get(i), label);
            double lowest = score(candidates.get(worst), label);
            if (score < lowest
                    || (score == lowest && wrongPixels(candidates.get(i)) > wrongPixels(candidates.get(worst)))) {
                worst = i;
            }
        }
        return worst;
    }

    /**
     * Which finding counts for a slice.
     *
     * @param findings of one slice; the last is the clean image, which is chosen only where every perturbation that
     *     counts helped the model
     * @return index of a finding that counts
     */
    public static int among(List<Finding> findings, Reference reference) {
        List<Integer> counting = IntStream.range(0, findings.size())
                .filter(i -> findings.get(i).counts())
                .boxed()
                .toList();
        List<List<Dice>> scores =
                counting.stream().map(i -> findings.get(i).against(reference)).toList();
        List<Dice> label = findings.get(findings.size() - 1).judged().fixed();
        return counting.get(choose(scores, label));
    }

    /** Mean Dice over the shown organs; infinite where there is nothing to count, so that it is never the worst. */
    public static double score(List<Dice> candidate, List<Dice> label) {
        double sum = 0;
        int counted = 0;
        for (int organ = 0; organ < candidate.size(); organ++) {
            double dice = candidate.get(organ).score();
            if (label.get(organ).reference() > 0 && !Double.isNaN(dice)) {
                sum += dice;
                counted++;
            }
        }
        return counted == 0 ? Double.POSITIVE_INFINITY : sum / counted;
    }

    private static long wrongPixels(List<Dice> candidate) {
        return candidate.stream()
                .mapToLong(dice -> dice.predicted() + dice.reference() - 2 * dice.intersection())
                .sum();
    }
}
