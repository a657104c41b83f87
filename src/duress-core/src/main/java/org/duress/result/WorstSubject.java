package org.duress.result;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.metric.RelativeDrop;
import org.duress.spec.GateSpec;
import org.duress.spec.Reference;

/**
 * The gate subject in which an organ's Dice fell most, as a share of itself. A mean over subjects hides the one of whom
 * nothing is left.
 *
 * @param organ organ name
 * @param subject the subject's id
 * @param cleanDice volume Dice of the organ in this subject, unperturbed; above 0
 * @param attackedDice the same, perturbed, against the spec's reference
 */
public record WorstSubject(String organ, String subject, double cleanDice, double attackedDice) {
    /**
     * Finds it; the first of those that fell alike.
     *
     * @param subjects per subject id its organs, as in {@link Evidence#subjectDice}
     * @return empty where no subject has a clean Dice of the organ above 0, from which it could fall
     */
    public static Optional<WorstSubject> of(
            String organ, Map<String, List<SubjectDice>> subjects, Reference reference) {
        return subjects.entrySet().stream()
                .flatMap(subject -> subject.getValue().stream()
                        .filter(dice -> dice.organ().equals(organ) && dice.clean() > 0)
                        .map(dice -> new WorstSubject(
                                organ,
                                subject.getKey(),
                                dice.clean(),
                                reference.choose(dice.attackedWarped(), dice.attackedFixed()))))
                .max(Comparator.comparingDouble(WorstSubject::relativeDrop));
    }

    /** Whether it is past the limit of single subjects; not where there is none. */
    public boolean past(GateSpec gate) {
        return relativeDrop() > gate.worstSubject().orElse(Double.POSITIVE_INFINITY);
    }

    /** The fall of its Dice as a share of itself. */
    public double relativeDrop() {
        return RelativeDrop.of(cleanDice, attackedDice);
    }
}
