package org.duress.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.CohortSpec.SubjectSelection.Rest;
import org.duress.spec.CohortSpec.SubjectSelection.Share;

/** Decides which subjects train the attacker and which judge the model, by id alone. */
final class Splitter {
    private static final String ATTACKER = "cohort.attackerSubjects";
    private static final String GATE = "cohort.gateSubjects";

    private Splitter() {}

    /** Ids of both parts, sorted; disjoint and not empty. */
    record Ids(Set<String> attacker, Set<String> gate) {}

    static Ids split(Set<String> all, CohortSpec spec) {
        SubjectSelection attacker = spec.attackerSubjects();
        SubjectSelection gate = spec.gateSubjects();
        if (attacker instanceof Rest && gate instanceof Rest) {
            throw new DuressException(ATTACKER + " and " + GATE
                    + " are both the rest of the other; name subjects or a share in one of them");
        }
        if (attacker instanceof Share a && gate instanceof Share b && a.share() + b.share() > 1 + 1e-9) {
            throw new DuressException(ATTACKER + " and " + GATE + " ask for " + a.share() + " and " + b.share()
                    + " of the subjects, more than there are; lower one of them");
        }
        Set<String> free = new TreeSet<>(all);
        Set<String> train = named(attacker, all, ATTACKER);
        Set<String> judge = named(gate, all, GATE);
        for (String id : train) {
            if (judge.contains(id)) {
                throw new DuressException("subject " + id + " is in both " + ATTACKER + " and " + GATE
                        + ", so the gate would judge on training data; remove it from one of them");
            }
        }
        free.removeAll(train);
        free.removeAll(judge);
        List<String> shuffled = new ArrayList<>(free);
        Collections.shuffle(shuffled, new Random(spec.seed()));
        boolean bothShares = attacker instanceof Share && gate instanceof Share;
        if (attacker instanceof Share share) {
            draw(share, all.size(), shuffled, train, ATTACKER, false);
        }
        if (gate instanceof Share share) {
            // Two shares that sum to 1 may both round up; the gate then takes what is left.
            draw(share, all.size(), shuffled, judge, GATE, bothShares);
        }
        if (attacker instanceof Rest) {
            train.addAll(shuffled);
        } else if (gate instanceof Rest) {
            judge.addAll(shuffled);
        }
        requireSome(train, all, ATTACKER, "to train the attacker");
        requireSome(judge, all, GATE, "to judge the model");
        return new Ids(train, judge);
    }

    private static Set<String> named(SubjectSelection selection, Set<String> all, String key) {
        Set<String> ids = new TreeSet<>();
        if (selection instanceof Named named) {
            for (String id : named.ids()) {
                if (!all.contains(id)) {
                    throw new DuressException(key + " names subject " + id + ", but the cohort has only " + some(all)
                            + "; correct the name");
                }
                ids.add(id);
            }
        }
        return ids;
    }

    private static void draw(
            Share share, int subjects, List<String> shuffled, Set<String> into, String key, boolean takeFewer) {
        int wanted = (int) Math.max(1, Math.round(share.share() * subjects));
        if (wanted > shuffled.size() && !takeFewer) {
            throw new DuressException(key + " asks for " + wanted + " of " + subjects + " subjects, but only "
                    + shuffled.size() + " are left; lower the share");
        }
        List<String> drawn = shuffled.subList(0, Math.min(wanted, shuffled.size()));
        into.addAll(drawn);
        drawn.clear();
    }

    private static void requireSome(Set<String> ids, Set<String> all, String key, String purpose) {
        if (ids.isEmpty()) {
            throw new DuressException("no subject is left " + purpose + " (" + key + "): the cohort has " + all.size()
                    + "; change the split or add subjects");
        }
    }

    private static String some(Set<String> ids) {
        List<String> sorted = new ArrayList<>(ids);
        int most = 20;
        return sorted.size() <= most
                ? String.join(", ", sorted)
                : String.join(", ", sorted.subList(0, most)) + " and " + (sorted.size() - most) + " more";
    }
}
