package org.duress.gate.judge;

import java.util.Arrays;

/**
 * The scale on which an attacker's critic is read: its scores of the clean gate images. A score alone says nothing,
 * because a Wasserstein critic is only determined up to a shift and has no unit.
 */
final class CriticScale {
    private final double[] clean;

    /**
     * A scale.
     *
     * @param cleanScores scores of clean images, at least one
     */
    CriticScale(double[] cleanScores) {
        if (cleanScores.length == 0) {
            throw new IllegalArgumentException("a scale needs the score of at least one clean image");
        }
        clean = cleanScores.clone();
        Arrays.sort(clean);
    }

    /** Those of the clean images, rising. */
    double[] scores() {
        return clean.clone();
    }

    /**
     * Share, in per cent, of the clean images that the critic takes for no more real than this score says. 0: less real
     * than every clean image. A clean image itself has at least 100 / n, with n clean images.
     *
     * @param score higher is more real
     */
    double percentile(double score) {
        int below = 0;
        while (below < clean.length && clean[below] <= score) {
            below++;
        }
        return 100.0 * below / clean.length;
    }
}
