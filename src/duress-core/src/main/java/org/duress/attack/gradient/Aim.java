package org.duress.attack.gradient;

import org.duress.spec.CrossEntropyMean;

/**
 * What a restart goes for: the losses that it may raise, of which one that starts after another takes the next.
 *
 * @param mean over what the cross-entropy of all organs is averaged
 * @param classes background included
 */
record Aim(CrossEntropyMean mean, int classes) {
    /**
     * All organs that the clean answer shows.
     *
     * @param turn how many restarts had this aim before
     */
    FieldLoss all(int turn) {
        return turn % 2 == 0 ? new CrossEntropyLoss(mean, classes) : new SoftDiceLoss(classes);
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
        return turn % 2 == 0 ? new OrganCrossEntropyLoss(organ, classes) : new OrganDiceLoss(organ, classes);
    }
}
