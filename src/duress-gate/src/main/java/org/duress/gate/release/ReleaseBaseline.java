package org.duress.gate.release;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.result.Acceptance;
import org.duress.result.Reach;
import org.duress.result.SubjectDice;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.store.SpecVersion;

/**
 * The verdict of an earlier release, as far as a later one is compared with it.
 *
 * @param file where it is
 * @param measured settings that say what was measured, see {@link SpecVersion#measured}
 * @param input what the model saw, see {@link SpecVersion#input}
 * @param contenders attacks that were tried
 * @param subjects per subject id its organs
 * @param organs what it says of each, by name
 */
public record ReleaseBaseline(
        String file,
        Verdict verdict,
        Reach reach,
        String modelFingerprint,
        String dataFingerprint,
        Map<String, String> measured,
        Map<String, String> input,
        List<Contender> contenders,
        Map<String, List<SubjectDice>> subjects,
        Map<String, OrganThen> organs,
        Optional<Acceptance> accepted) {
    /** Attacks that a model has or has not, by whether it gives gradients. */
    private static final Set<Contender> BY_GRADIENTS =
            Set.of(Contender.VAEGAN, Contender.GRADIENT, Contender.SUBSTITUTE);

    public ReleaseBaseline {
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
        input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
        contenders = List.copyOf(contenders);
        subjects = Collections.unmodifiableMap(new LinkedHashMap<>(subjects));
        organs = Map.copyOf(organs);
    }

    /**
     * One organ.
     *
     * @param fall of its Dice as a share of itself
     * @param limit its own, waivers aside
     * @param regressed whether it was worse than in the baseline of that time
     */
    public record OrganThen(double fall, double limit, boolean regressed) {}

    /**
     * Refuses a run whose numbers say nothing beside these.
     *
     * @param gateSubjects ids
     * @param data fingerprint of images and labels
     * @param planned attacks that will be tried
     * @throws DuressException which says what differs
     */
    public void requireComparable(RobustnessSpec spec, List<String> gateSubjects, String data, Set<Contender> planned) {
        SpecVersion.input(spec).otherwise(input).ifPresent(what -> {
            throw other("of another model input, and differs in " + what);
        });
        Set<String> then = new TreeSet<>(subjects.keySet());
        Set<String> now = new TreeSet<>(gateSubjects);
        if (!then.equals(now)) {
            throw other("of other gate subjects" + differing(then, now));
        }
        if (!dataFingerprint.equals(data)) {
            throw other("of other data: images, labels or attacker subjects are not what they were under the same"
                    + " names");
        }
        SpecVersion.measured(spec).otherwise(measured).ifPresent(what -> {
            throw other("of another spec version, and differs in " + what);
        });
        Set<Contender> tried = byGradients(contenders);
        if (reach == Reach.WHOLE && !tried.isEmpty() && !tried.equals(byGradients(planned))) {
            throw other("of a model that was attacked by " + EnumWords.together(List.copyOf(tried))
                    + ", which this one is not, as gradients of one of the two are not known");
        }
    }

    private static Set<Contender> byGradients(Iterable<Contender> contenders) {
        Set<Contender> some = new TreeSet<>();
        contenders.forEach(contender -> {
            if (BY_GRADIENTS.contains(contender)) {
                some.add(contender);
            }
        });
        return some;
    }

    private static String differing(Set<String> then, Set<String> now) {
        Set<String> lost = new TreeSet<>(then);
        lost.removeAll(now);
        Set<String> added = new TreeSet<>(now);
        added.removeAll(then);
        return (lost.isEmpty() ? "" : ", with " + some(lost)) + (added.isEmpty() ? "" : ", without " + some(added));
    }

    private static String some(Set<String> ids) {
        int most = 5;
        String named = String.join(", ", ids.stream().limit(most).toList());
        return ids.size() > most ? named + " and " + (ids.size() - most) + " more" : named;
    }

    private DuressException other(String how) {
        return new DuressException("the baseline '" + file + "' is " + how
                + ", so that nothing can be compared; run the gate for the released model as the spec is now, and"
                + " accept that with 'duress baseline accept'");
    }
}
