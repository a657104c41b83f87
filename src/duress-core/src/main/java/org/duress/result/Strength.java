package org.duress.result;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.spec.Contender;

/**
 * What shows how strong the attack was.
 *
 * @param contenders what each attack did alone, in the order of {@link org.duress.spec.Contender}
 * @param canaries what the same attacks did to copies of the model that were made fragile on purpose, one entry for
 *     each kind; empty where none was tried
 * @param gradients the gradients that were followed; empty where none were
 * @param agreement of the model's gradients with finite differences; empty where none were followed
 * @param repeatable whether the model gave each clean gate image the same answer twice, but for rounding (1e-3)
 * @param seesImages whether the model answered different gate images differently
 */
public record Strength(
        List<ContenderEvidence> contenders,
        List<CanaryEvidence> canaries,
        Optional<GradientEvidence> gradients,
        Optional<GradientAgreement> agreement,
        boolean repeatable,
        boolean seesImages) {
    private static final Set<Contender> NO_ATTACK = EnumSet.of(Contender.RANDOM, Contender.REPLAY);

    public Strength {
        contenders = List.copyOf(contenders);
        canaries = List.copyOf(canaries);
    }

    /** The contenders that are attacks, not the control, and not what earlier runs found. */
    public List<ContenderEvidence> attacks() {
        return contenders.stream()
                .filter(contender -> !NO_ATTACK.contains(contender.contender()))
                .toList();
    }
}
