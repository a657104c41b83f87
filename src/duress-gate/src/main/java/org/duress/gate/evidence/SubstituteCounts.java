package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duress.Progress;
import org.duress.base.ImageKind;
import org.duress.metric.Dice;
import org.duress.result.SubstituteAgreement;

/**
 * How alike substitute and model segment some slices.
 *
 * @param clean one count an organ, of the clean images
 * @param attacked the same of the attacked ones
 */
public record SubstituteCounts(List<Dice> clean, List<Dice> attacked) {
    /** Below it a substitute is worth a warning: what two readers of a CT reach for a pancreas, about. */
    private static final double LEAST_AGREEMENT = 0.7;

    public SubstituteCounts {
        clean = List.copyOf(clean);
        attacked = List.copyOf(attacked);
    }

    /** Of the slices of both. */
    SubstituteCounts plus(SubstituteCounts others) {
        return new SubstituteCounts(Dice.sum(clean, others.clean), Dice.sum(attacked, others.attacked));
    }

    /** What it comes to for each organ, in their order. */
    List<SubstituteAgreement> agreement(List<String> organs) {
        List<SubstituteAgreement> agreement = new ArrayList<>();
        for (int organ = 0; organ < organs.size(); organ++) {
            agreement.add(new SubstituteAgreement(
                    organs.get(organ),
                    clean.get(organ).score(),
                    attacked.get(organ).score()));
        }
        return agreement;
    }

    /**
     * A substitute that sees other organs than the model leads the attacker astray, and a weak attack reads as robust.
     */
    static void warnOfDisagreement(List<SubstituteAgreement> organs, ImageKind kind, Progress listener) {
        for (SubstituteAgreement organ : organs) {
            if (organ.clean() < LEAST_AGREEMENT) {
                listener.warn(String.format(
                        Locale.ROOT,
                        "the substitute agrees with the model on %s by a Dice of only %.2f on clean gate %s, so its"
                                + " attacker is weak there; raise attack.substituteSteps or name more attackerSubjects",
                        organ.organ(),
                        organ.clean(),
                        kind.images()));
            }
        }
    }
}
