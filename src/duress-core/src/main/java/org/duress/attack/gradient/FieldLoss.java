package org.duress.attack.gradient;

/** How far the answer to a perturbed image is from the moved clean answer: what an attack raises. */
interface FieldLoss {
    /**
     * Value and gradients for one image.
     *
     * @param moved the clean answer moved by D, {@code [pixels, classes]} row-major from {@code offset}, class 0
     *     background
     * @param answer the answer to the perturbed image, the same shape from the same offset
     * @param offset of the image's first value in all four arrays
     * @param answerGradient receives dL/d answer; overwritten
     * @param movedGradient receives dL/d moved; overwritten
     * @return the loss; of what is left of organs 0 where the clean answer shows none, with zero gradients
     */
    double of(float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient);
}
