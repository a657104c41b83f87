package org.duress.result;

import java.util.Optional;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;

/**
 * What became of one planted weakness, by which a copy of the model loses one organ of one slice. Dice of that organ
 * with the copy's own clean answer, moved by D.
 *
 * @param slice its name
 * @param field what the weakness was planted for: D, which is attacked with D alone, or V
 * @param share of the budget, or of what realism leaves of it, that is known to break the copy, in (0, 1]
 * @param witnessDice under the fields that are known to break it
 * @param attackedDice the lowest under what the attacks found, as far as it counts; 1 where nothing did
 * @param randomDice the lowest under random smooth fields of the whole budget, as far as they count; 1 where none did
 * @param fellTo the attack that broke the copy as the witness does; empty where it stood
 */
public record PlantEvidence(
        String slice,
        String organ,
        FieldKind field,
        double share,
        double witnessDice,
        double attackedDice,
        double randomDice,
        Optional<Contender> fellTo) {
    /** How near, in Dice, an attack must come to what the witness leaves. */
    public static final double NEAR = 0.2;

    public boolean fell() {
        return fellTo.isPresent();
    }

    /** Whether random fields took as much as an attack must. */
    public boolean fellUnderRandom() {
        return randomDice <= witnessDice + NEAR;
    }
}
