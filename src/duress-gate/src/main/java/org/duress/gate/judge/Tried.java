package org.duress.gate.judge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.duress.metric.Dice;
import org.duress.metric.LowestDice;
import org.duress.spec.Reference;

/**
 * What was tried on one batch.
 *
 * @param candidates of all contenders
 * @param scaled what was worst, scaled down, without a contender: for each of the shares of the budget curve, one
 *     candidate or more
 * @param clean the clean images
 */
public record Tried(List<Candidate> candidates, List<List<Candidate>> scaled, Candidate clean) {
    /** Everything that counts for one slice of the batch; the clean image, which always does, comes last. */
    public List<Finding> counting(int slice) {
        List<Candidate> all = new ArrayList<>(candidates);
        scaled.forEach(all::addAll);
        all.add(clean);
        return at(all, slice).stream().filter(Finding::counts).toList();
    }

    /**
     * For each organ what leaves it least on one slice of the batch alone, without doubles: one finding, or as many as
     * there are organs.
     */
    public List<Finding> worst(int slice, Reference reference) {
        List<Finding> counting = counting(slice);
        int organs = counting.get(0).against(reference).size();
        Set<Integer> chosen = new LinkedHashSet<>();
        for (int organ = 0; organ < organs; organ++) {
            List<Dice> left = new ArrayList<>();
            for (Finding finding : counting) {
                left.add(finding.against(reference, organ));
            }
            int worst = LowestDice.choose(List.of(left))[0];
            if (counting.get(worst).matters(reference, organ)) {
                chosen.add(worst);
            }
        }
        if (chosen.isEmpty()) {
            chosen.add(counting.size() - 1);
        }
        return chosen.stream().map(counting::get).toList();
    }

    /** For one slice of the batch what counts and has the largest cross-entropy with the clean answer; scaled none. */
    public Finding farthest(int slice) {
        List<Candidate> all = new ArrayList<>(candidates);
        all.add(clean);
        return at(all, slice).stream()
                .filter(Finding::counts)
                .reduce((a, b) -> b.cost().crossEntropy() > a.cost().crossEntropy() ? b : a)
                .orElseThrow();
    }

    /** The same with every finding replaced. */
    public Tried map(UnaryOperator<Finding> change) {
        return new Tried(
                mapped(candidates, change),
                scaled.stream().map(share -> mapped(share, change)).toList(),
                mapped(List.of(clean), change).get(0));
    }

    private static List<Candidate> mapped(List<Candidate> candidates, UnaryOperator<Finding> change) {
        return candidates.stream()
                .map(candidate -> new Candidate(
                        candidate.contender(),
                        candidate.slices().stream().map(change).toList()))
                .toList();
    }

    /** The findings of one slice of the batch. */
    public static List<Finding> at(List<Candidate> candidates, int slice) {
        return candidates.stream()
                .map(candidate -> candidate.slices().get(slice))
                .toList();
    }
}
