package org.duress.attack.vaegan;

import java.util.Locale;

/**
 * What one training step measured.
 *
 * @param crossEntropy of equation 5
 * @param xiLoss of equation 4
 * @param criticGap mean score of perturbed less that of real images: what the critic still tells apart
 * @param deformation mean of squares of D, pixels squared
 * @param intensity mean of squares of V
 * @param perceptibility of equation 7
 * @param total the generator's loss, equation 6, without the critic's part (which has no fixed scale)
 */
record StepReport(
        double crossEntropy,
        double xiLoss,
        double criticGap,
        double deformation,
        double intensity,
        double perceptibility,
        double total) {

    boolean finite() {
        return Double.isFinite(crossEntropy + xiLoss + criticGap + deformation + intensity + perceptibility);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "cross-entropy %.2f, p %.3f, |D| %.2f px, |V| %.3f, critic %+.4f",
                crossEntropy,
                perceptibility,
                Math.sqrt(2 * deformation),
                Math.sqrt(intensity),
                criticGap);
    }
}
