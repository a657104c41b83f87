package org.duress.attack.vaegan;

/** What the generator's training makes of the model's answers to perturbed images. */
interface AttackLoss {
    /**
     * One evaluation.
     *
     * @param loss the lower, the stronger the attack
     * @param crossEntropy of equation 5, mean over the groups (batch, images or organs) that show an organ at all; 0
     *     without any
     */
    record Value(double loss, double crossEntropy) {}

    /**
     * Evaluates loss and gradient.
     *
     * @param clean S_0, {@code [count, pixels, classes]}
     * @param attacked S_DV, same shape
     * @param count images
     * @param gradient receives dL/dS_DV; overwritten
     * @param cleanGradient receives dL/dS_0, for an S_0 that moves with D; overwritten
     */
    Value of(float[] clean, float[] attacked, int count, float[] gradient, float[] cleanGradient);
}
