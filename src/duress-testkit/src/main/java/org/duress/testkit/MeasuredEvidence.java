package org.duress.testkit;

import java.util.List;
import java.util.Map;
import org.duress.result.AttackerEvidence;
import org.duress.result.ContenderEvidence;
import org.duress.result.Durations;
import org.duress.result.Evidence;
import org.duress.result.FieldEvidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Origin;
import org.duress.result.Queries;
import org.duress.result.Reach;
import org.duress.result.ShiftEvidence;
import org.duress.result.Smoothness;
import org.duress.result.Strength;
import org.duress.result.SubjectDice;
import org.duress.spec.Contender;

/** Evidence for tests that care for organs and strength alone. */
public final class MeasuredEvidence {
    private MeasuredEvidence() {}

    public static Evidence of(double perceptibility, Strength strength, List<OrganEvidence> organs) {
        return of(perceptibility, strength, organs, Map.of());
    }

    public static Evidence of(
            double perceptibility,
            Strength strength,
            List<OrganEvidence> organs,
            Map<String, List<SubjectDice>> subjects) {
        return of(perceptibility, 2, strength, organs, subjects);
    }

    /** Evidence of a p and a cross-entropy alone. */
    public static Evidence of(double perceptibility, double crossEntropy) {
        return of(perceptibility, crossEntropy, MeasuredStrength.of(), List.of(), Map.of());
    }

    /** A run that tried known counterexamples alone had nothing else to try. */
    private static Reach reach(Strength strength) {
        boolean known = strength.contenders().stream()
                .map(ContenderEvidence::contender)
                .toList()
                .equals(List.of(Contender.REPLAY));
        return known ? Reach.KNOWN : Reach.WHOLE;
    }

    private static Evidence of(
            double perceptibility,
            double crossEntropy,
            Strength strength,
            List<OrganEvidence> organs,
            Map<String, List<SubjectDice>> subjects) {
        Smoothness smooth = new Smoothness(0.01, 0.1);
        return new Evidence(
                new Origin("cpu", 7, "model", Map.of(), "data"),
                List.of("s1", "s2"),
                4,
                new AttackerEvidence(List.of("t"), 600, false, reach(strength)),
                new FieldEvidence(crossEntropy, perceptibility, 0.001, 3, smooth, smooth),
                new Durations(1, 1, 2, Map.of()),
                organs,
                subjects,
                new Queries(0, 4, 0, 4),
                MeasuredStrength.passes(),
                List.of(),
                strength,
                MeasuredStrength.realism(),
                ShiftEvidence.NONE);
    }
}
