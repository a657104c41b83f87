package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.duress.gate.judge.Finding;
import org.duress.spec.Reference;

/**
 * What counts of everything that was tried on the slices of a subject.
 *
 * @param chosen for each organ the worst of each slice, all in the order of slices
 */
record SubjectTrials(String subject, List<List<Finding>> chosen) {
    static SubjectTrials of(String subject, OrganChoices<Finding> choices, int organs) {
        return new SubjectTrials(
                subject, IntStream.range(0, organs).mapToObj(choices::chosen).toList());
    }

    int slices() {
        return chosen.get(0).size();
    }

    /** The worst of one slice: each with the organs that it is the worst for, in their order. */
    List<OrganWorst> slice(int slice) {
        return slice(slice, (finding, organ) -> true);
    }

    private List<OrganWorst> slice(int slice, BiPredicate<Finding, Integer> counts) {
        IdentityHashMap<Finding, List<Integer>> worst = new IdentityHashMap<>();
        List<Finding> inOrder = new ArrayList<>();
        for (int organ = 0; organ < chosen.size(); organ++) {
            Finding finding = chosen.get(organ).get(slice);
            if (counts.test(finding, organ)) {
                worst.computeIfAbsent(finding, fresh -> {
                            inOrder.add(fresh);
                            return new ArrayList<>();
                        })
                        .add(organ);
            }
        }
        return inOrder.stream()
                .map(finding -> new OrganWorst(finding, worst.getOrDefault(finding, List.of())))
                .toList();
    }

    /**
     * The trials that count, slice by slice: each with the organs that it is the worst for, of those that the label
     * shows on the slice, or an answer does.
     */
    List<OrganWorst> worst(Reference reference) {
        return IntStream.range(0, slices())
                .mapToObj(slice -> slice(slice, (finding, organ) -> finding.matters(reference, organ)))
                .flatMap(List::stream)
                .toList();
    }
}
