package org.duress.testkit.planted.flaw;

/**
 * What an open flaw does to one image's answer: an affine map S -> T(S) of its probabilities, so that its pullback is
 * the adjoint of the linear part.
 */
public interface Harm {
    /**
     * T(S).
     *
     * @param answer S, {@code [pixels, classes]}, of one image; not written to
     * @param slice the clean slice that the image is nearest to
     * @return fresh, each pixel's still summing to 1
     */
    float[] done(float[] answer, int classes, int slice);

    /** The adjoint of the linear part of {@link #done}: dL/dT(S) to dL/dS, fresh. */
    float[] adjoint(float[] gradient, int classes, int slice);
}
