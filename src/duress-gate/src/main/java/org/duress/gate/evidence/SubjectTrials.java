package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
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

    /** The worst of one slice, an entry an organ. */
    List<Finding> slice(int slice) {
        return chosen.stream().map(organ -> organ.get(slice)).toList();
    }

    /** The trials that count, slice by slice: each with the organs that it is the worst for. */
    List<OrganWorst> worst(Reference reference) {
        List<OrganWorst> all = new ArrayList<>();
        for (int slice = 0; slice < slices(); slice++) {
            // By identity: a record of arrays.
            IdentityHashMap<Finding, List<Integer>> worst = new IdentityHashMap<>();
            List<Finding> inOrder = new ArrayList<>();
            List<Finding> organs = slice(slice);
            for (int organ = 0; organ < organs.size(); organ++) {
                Finding finding = organs.get(organ);
                if (finding.matters(reference, organ)) {
                    worst.computeIfAbsent(finding, fresh -> {
                                inOrder.add(fresh);
                                return new ArrayList<>();
                            })
                            .add(organ);
                }
            }
            inOrder.forEach(finding -> all.add(new OrganWorst(finding, worst.getOrDefault(finding, List.of()))));
        }
        return all;
    }
}
