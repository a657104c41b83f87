package org.duress.attack.gradient;

import org.duress.attack.WorstTrials;
import org.duress.base.OrganSets;

/**
 * What a restart goes for: the losses that it may raise, of which one that starts after another takes the next.
 *
 * @param sets which organs a class is
 */
record Aim(OrganSets sets) {
    /**
     * All organs that the clean answer shows.
     *
     * @param turn how many restarts had this aim before
     */
    FieldLoss all(int turn) {
        return turn % 2 == 0 ? new LogOddsLoss(WorstTrials.ALL_ORGANS, sets) : new SoftDiceLoss(sets);
    }

    /**
     * One organ.
     *
     * @param shown whether the clean answer shows it
     * @param turn how many restarts had this aim before
     */
    FieldLoss at(int organ, boolean shown, int turn) {
        if (!shown) {
            return new FalseOrganLoss(organ, sets);
        }
        return turn % 2 == 0 ? new LogOddsLoss(organ, sets) : new OrganDiceLoss(organ, sets);
    }
}
