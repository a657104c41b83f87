package org.duress.gate.evidence;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.metric.Dice;

/**
 * What is left of each organ with one share of the budget, as means over subjects, which come one after the other.
 * Mutable, for one thread.
 */
final class ShareMeans {
    private final Baseline baseline;
    private final List<DoubleSummaryStatistics> scores;
    private final List<DoubleSummaryStatistics> perceptibilities;

    /**
     * What is worst for an organ on a slice.
     *
     * @param dice what it leaves of the organ
     * @param perceptibility p of equation 7
     */
    record Point(Dice dice, double perceptibility) {}

    /** Nothing yet. */
    ShareMeans(Baseline baseline) {
        this.baseline = baseline;
        scores = means();
        perceptibilities = means();
    }

    private List<DoubleSummaryStatistics> means() {
        return Stream.generate(DoubleSummaryStatistics::new)
                .limit(baseline.organs().size())
                .toList();
    }

    /**
     * Adds a subject.
     *
     * @param chosen what is worst for the organ, one entry a slice
     */
    void add(String subject, int organ, List<Point> chosen) {
        Dice sum = Dice.NONE;
        for (Point point : chosen) {
            sum = sum.plus(point.dice());
            // Of the slices that say something of the organ.
            if (point.dice().size() > 0) {
                perceptibilities.get(organ).accept(point.perceptibility());
            }
        }
        if (baseline.counts().shows(subject, organ)) {
            SubjectCounts.addTo(scores.get(organ), sum.score());
        }
    }

    /** Mean volume Dice of an organ over the subjects that show it. */
    double dice(int organ) {
        return SubjectCounts.mean(scores.get(organ), baseline.organs().get(organ));
    }

    /** Mean p; 0 where no slice says anything of the organ. */
    double perceptibility(int organ) {
        return perceptibilities.get(organ).getAverage();
    }
}
