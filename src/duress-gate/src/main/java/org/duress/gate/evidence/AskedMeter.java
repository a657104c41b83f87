package org.duress.gate.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.gate.baseline.Batch;
import org.duress.result.Queries;

/** Images of each gate subject that the model was asked about. Mutable, for one thread. */
final class AskedMeter {
    private final Map<String, Long> asked = new LinkedHashMap<>();

    /** Each slice of the clean baseline was asked about once. */
    AskedMeter(List<Batch> baseline) {
        baseline.forEach(batch -> add(batch.subject(), batch.slices().size()));
    }

    void add(String subject, long images) {
        asked.merge(subject, images, Long::sum);
    }

    /** Adds what an earlier attack on the same baseline asked. */
    void addEarlier(AskedMeter earlier, List<Batch> baseline) {
        earlier.asked.forEach(this::add);
        baseline.forEach(batch -> add(batch.subject(), -batch.slices().size()));
    }

    long mostPerSubject() {
        return asked.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * How often the model was asked.
     *
     * @param training images about attacker subjects
     * @param canary images about the canary
     */
    Queries queries(long training, long canary) {
        return new Queries(
                training, asked.values().stream().mapToLong(Long::longValue).sum(), canary, mostPerSubject());
    }
}
