package org.duress.attack.gradient;

import org.duress.attack.WorstTrials;

/**
 * What a restart goes for: the losses that it may raise, of which one that starts after another takes the next.
 *
 * @param classes background included
 */
record Aim(int classes) {
    /**
     * All organs that the clean answer shows.
     *
     * @param turn how many restarts had this aim before
     */
    FieldLoss all(int turn) {
        return turn % 2 == 0 ? new LogOddsLoss(WorstTrials.ALL_ORGANS, classes) : new SoftDiceLoss(classes);
    }

    /**
     * One organ.
     *
     * @param shown whether the clean answer shows it
     * @param turn how many restarts had this aim before
     */
    FieldLoss at(int organ, boolean shown, int turn) {
        if (!shown) {
            return new FalseOrganLoss(organ, classes);
        }
        return turn % 2 == 0 ? new LogOddsLoss(organ, classes) : new OrganDiceLoss(organ, classes);
    }
}
