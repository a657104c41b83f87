package org.duress.gate.evidence;

import java.util.List;
import org.duress.gate.judge.Finding;
import org.duress.result.slice.Judged;

/**
 * A trial that counts in the end: of all trials of its slice the worst for one organ, or for several.
 *
 * @param organs indices, rising
 */
public record OrganWorst(Finding finding, List<Integer> organs) {
    public OrganWorst {
        organs = List.copyOf(organs);
    }

    public Judged judged() {
        return finding.judged();
    }
}
