package org.duress.result;

/**
 * What became of one organ since the baseline.
 *
 * @param organ its name
 * @param clean mean Dice of the unperturbed images
 * @param attacked mean Dice of the perturbed images, against the spec's reference label
 * @param fall the fall of the mean Dice as a share of itself
 * @param regression whether it got worse; see the values
 * @param limit its own largest fall in the spec of the baseline, in (0, 1]
 */
public record OrganDifference(
        String organ, Change clean, Change attacked, Change fall, Regression regression, double limit) {
    /** In what an organ got worse than chance explains. */
    public enum Regression {
        /** In nothing. */
        NONE,
        /** It may have: the point estimate says so, and its interval does not. */
        OPEN,
        /** The clean Dice is lower. */
        CLEAN,
        /** Under attack it falls further, and less of it is left. */
        ATTACKED
    }

    /** Whether it fails the test. */
    public boolean regressed() {
        return regression == Regression.CLEAN || regression == Regression.ATTACKED;
    }
}
