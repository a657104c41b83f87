package org.duress.gate.baseline;

import java.util.HashMap;
import java.util.Map;
import org.duress.gate.baseline.CostMeter.Account;
import org.duress.gate.baseline.CostMeter.Cost;
import org.duress.result.Passes;

/**
 * What was done with a model.
 *
 * @param asked images that it was asked about
 * @param passes for whomever
 * @param charged those of them that were made for contenders, and the time these took
 */
public record Effort(long asked, Passes passes, Map<Account, Cost> charged) {
    public Effort {
        charged = Map.copyOf(charged);
    }

    /** What was done since. */
    public Effort minus(Effort before) {
        Map<Account, Cost> since = new HashMap<>();
        charged.forEach((account, cost) -> {
            Cost earlier = before.charged.getOrDefault(account, Cost.NONE);
            if (!cost.equals(earlier)) {
                since.put(account, cost.minus(earlier));
            }
        });
        return new Effort(asked - before.asked, passes.minus(before.passes), since);
    }
}
