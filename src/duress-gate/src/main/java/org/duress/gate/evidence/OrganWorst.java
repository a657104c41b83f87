package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.gate.judge.Finding;
import org.duress.result.slice.Judged;
import org.duress.spec.Reference;

/**
 * A trial that counts in the end: of all trials of its slice the worst for one organ, or for several.
 *
 * @param organs indices, rising; the label shows them on the slice, or an answer does
 */
public record OrganWorst(Finding finding, List<Integer> organs) {
    public OrganWorst {
        organs = List.copyOf(organs);
    }

    public Judged judged() {
        return finding.judged();
    }

    /** Those of all slices, in their order. */
    static List<OrganWorst> of(OrganChoices<Finding> choices, int organs, Reference reference) {
        List<Map<String, List<Finding>>> chosen =
                IntStream.range(0, organs).mapToObj(choices::chosen).toList();
        List<OrganWorst> all = new ArrayList<>();
        for (Map.Entry<String, List<Finding>> subject : chosen.get(0).entrySet()) {
            for (int slice = 0; slice < subject.getValue().size(); slice++) {
                // By identity: a record of arrays.
                IdentityHashMap<Finding, List<Integer>> worst = new IdentityHashMap<>();
                List<Finding> inOrder = new ArrayList<>();
                for (int organ = 0; organ < organs; organ++) {
                    Finding finding = chosen.get(organ)
                            .getOrDefault(subject.getKey(), List.of())
                            .get(slice);
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
        }
        return all;
    }
}
