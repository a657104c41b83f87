package org.duress.gate.judge;

import java.util.List;
import org.duress.metric.Dice;

/** How low a slice is. */
public final class WorstSample {
    private WorstSample() {}

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
}
