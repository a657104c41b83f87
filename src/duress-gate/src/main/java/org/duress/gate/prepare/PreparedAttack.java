package org.duress.gate.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.attack.Perturbation;
import org.duress.base.ImageKind;
import org.duress.gate.attack.NamedAttack;
import org.duress.model.SegmentationModel;
import org.duress.result.GradientAgreement;
import org.duress.result.Reach;
import org.duress.spec.Contender;

/**
 * Attacks that are ready to use.
 *
 * @param attacks in the order of {@link Contender}
 * @param look what a first look tries, where there is one: cheap enough to be tried on everything before the rest
 * @param reach how far these go
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
        Optional<NamedAttack> look,
        Reach reach,
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
        return untrained(List.of(none), Reach.WHOLE, "xi or the budget is 0, so there is nothing to train");
    }

    /** No attack on a model that has nothing to lose. */
    public static PreparedAttack onNothing(ImageKind kind) {
        return untrained(
                List.of(),
                Reach.WHOLE,
                "the model finds no organ on any clean gate " + kind.image() + ", so there is nothing to attack");
    }

    /** Known counterexamples and nothing else. */
    public static PreparedAttack of(NamedAttack replay) {
        return untrained(List.of(replay), Reach.KNOWN, "nothing to train");
    }

    private static PreparedAttack untrained(List<NamedAttack> attacks, Reach reach, String summary) {
        return new PreparedAttack(
                attacks,
                Optional.empty(),
                reach,
                Controls.NONE,
                Optional.empty(),
                0,
                "",
                false,
                Optional.empty(),
                summary,
                () -> {});
    }

    /** The same with known counterexamples, which are tried before everything else. */
    public PreparedAttack after(NamedAttack replay) {
        List<NamedAttack> all = new ArrayList<>(List.of(replay));
        all.addAll(attacks);
        return new PreparedAttack(
                all, look, reach, controls, agreement, steps, trained, fromStore, substitute, summary, closer);
    }

    /**
     * What a first look tries, where there is one. It is held against one random field a slice. Nothing has to be
     * closed but this.
     */
    public Optional<PreparedAttack> firstLook() {
        return look.map(sample -> new PreparedAttack(
                List.of(sample),
                Optional.empty(),
                Reach.FIRST_LOOK,
                controls.ofFirstLook(),
                agreement,
                steps,
                trained,
                fromStore,
                substitute,
                summary,
                () -> {}));
    }

    /** Whether anything is tried but known counterexamples. */
    public boolean searches() {
        return attacks.stream().anyMatch(named -> named.contender() != Contender.REPLAY);
    }

    /** The same with what is known of the gradients. */
    PreparedAttack with(Optional<GradientAgreement> known) {
        return new PreparedAttack(
                attacks, look, reach, controls, known, steps, trained, fromStore, substitute, summary, closer);
    }

    @Override
    public void close() {
        closer.run();
    }
}
