package org.duress.data;

import java.util.List;

/**
 * Who trains the attacker and who judges the model; no subject is in both.
 *
 * @param attacker subjects the attacker is trained on; not empty
 * @param gate subjects the model is judged on; not empty
 */
public record CohortSplit(List<Subject> attacker, List<Subject> gate) {
    public CohortSplit {
        attacker = List.copyOf(attacker);
        gate = List.copyOf(gate);
    }
}
