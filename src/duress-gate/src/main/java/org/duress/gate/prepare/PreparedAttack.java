package org.duress.gate.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.base.ImageKind;
import org.duress.gate.attack.NamedAttack;
import org.duress.model.SegmentationModel;
import org.duress.result.GradientAgreement;
import org.duress.spec.Contender;

/**
 * Attacks that are ready to use.
 *
 * @param attacks in the order of {@link Contender}
 * @param controls what they are held against
 * @param agreement of the gradients that they follow with finite differences; empty where they follow none
 * @param steps optimiser steps the attacker was trained for; 0 where none was
 * @param trained fingerprint of all that was trained, in this run or an earlier one; empty where nothing was
 * @param fromStore whether everything trained was loaded, not trained, in this run
 * @param substitute the model's substitute, where the attack has one
 * @param summary one line for the report
 * @param closer releases what it holds
 */
public record PreparedAttack(
        List<NamedAttack> attacks,
        Controls controls,
        Optional<GradientAgreement> agreement,
        int steps,
        String trained,
        boolean fromStore,
        Optional<SegmentationModel> substitute,
        String summary,
        Runnable closer)
        implements AutoCloseable {

    /** The attack of a zero budget. It still goes through warp and model, which must give back the clean score. */
    public static PreparedAttack nothing() {
        NamedAttack none =
                new NamedAttack(Contender.VAEGAN, (images, samples, seed) -> List.of(Perturbation.none(images)), 1);
        return new PreparedAttack(
                List.of(none),
                Controls.NONE,
                Optional.empty(),
                0,
                "",
                false,
                Optional.empty(),
                "xi or the budget is 0, so there is nothing to train",
                () -> {});
    }

    /** No attack on a model that has nothing to lose. */
    public static PreparedAttack onNothing(ImageKind kind) {
        return new PreparedAttack(
                List.of(),
                Controls.NONE,
                Optional.empty(),
                0,
                "",
                false,
                Optional.empty(),
                "the model finds no organ on any clean gate " + kind.image() + ", so there is nothing to attack",
                () -> {});
    }

    /** Known counterexamples and nothing else. */
    public static PreparedAttack of(NamedAttack replay) {
        return new PreparedAttack(
                List.of(replay),
                Controls.NONE,
                Optional.empty(),
                0,
                "",
                false,
                Optional.empty(),
                "nothing to train",
                () -> {});
    }

    /** The same with known counterexamples, which are tried before everything else. */
    public PreparedAttack after(NamedAttack replay) {
        List<NamedAttack> all = new ArrayList<>(List.of(replay));
        all.addAll(attacks);
        return new PreparedAttack(all, controls, agreement, steps, trained, fromStore, substitute, summary, closer);
    }

    /** Whether anything is tried but known counterexamples. */
    public boolean searches() {
        return attacks.stream().anyMatch(named -> named.contender() != Contender.REPLAY);
    }

    /** The same with what is known of the gradients. */
    PreparedAttack with(Optional<GradientAgreement> known) {
        return new PreparedAttack(attacks, controls, known, steps, trained, fromStore, substitute, summary, closer);
    }

    @Override
    public void close() {
        closer.run();
    }
}
