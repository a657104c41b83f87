package org.duress.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.duress.base.Scope;
import org.duress.data.Cohort;
import org.duress.data.Organ;
import org.duress.spec.CohortSpec;

/** How classes become label ids as the cohort's files have them. */
public final class LabelIds {
    private final Cohort cohort;
    private final int[] each;
    private final int ignored;

    private LabelIds(Cohort cohort, int[] each, int ignored) {
        this.cohort = cohort;
        this.each = each;
        this.ignored = ignored;
    }

    /**
     * For each class the first label id that is in its organs and in no others; for what does not count the first of
     * {@code cohort.ignore}, or 0.
     */
    public static LabelIds of(Cohort cohort, CohortSpec spec) {
        int[] ids = new int[cohort.sets().classes()];
        for (Organ organ : cohort.organs()) {
            List<Integer> named = Optional.ofNullable(spec.organs().get(organ.name()))
                    .orElseGet(() -> List.copyOf(new TreeSet<>(organ.labels())));
            for (int label : named) {
                int cls = cls(label, cohort);
                ids[cls] = ids[cls] == 0 ? label : ids[cls];
            }
        }
        return new LabelIds(cohort, ids, spec.ignore().stream().findFirst().orElse(0));
    }

    private static int cls(int label, Cohort cohort) {
        int cls = 0;
        for (int i = 0; i < cohort.organs().size(); i++) {
            cls = cohort.organs().get(i).labels().contains(label)
                    ? cohort.sets().with(cls, i + 1)
                    : cls;
        }
        return cls;
    }

    /** Label ids of a class map. */
    public int[] of(byte[] classes) {
        int[] labels = new int[classes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Scope.counts(classes[i]) ? each[classes[i]] : ignored;
        }
        return labels;
    }

    /** Names each organ with its id, or with one of each set that it is in. */
    public void put(ObjectNode organs) {
        for (int organ = 0; organ < cohort.organs().size(); organ++) {
            String name = cohort.organs().get(organ).name();
            int[] own = IntStream.of(cohort.sets().classesOf(organ + 1))
                    .map(cls -> each[cls])
                    .filter(id -> id != 0)
                    .toArray();
            if (own.length == 1) {
                organs.put(name, own[0]);
            } else {
                IntStream.of(own).forEach(organs.putArray(name)::add);
            }
        }
    }
}
