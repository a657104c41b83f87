package org.duress.gate.evidence;

import org.duress.gate.judge.Realism;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.TrialCounts;

/** Realism over the gate slices. Mutable, for one thread. */
final class RealismMeter {
    private TrialCounts trials = TrialCounts.NONE;
    private int counted;
    private double ssim;
    private double leastSsim = 1;
    private double millimetres;
    private int scored;
    private double percentiles;

    /** Adds perturbed images that were judged, whether or not they count. */
    void judged(TrialCounts images) {
        trials = trials.plus(images);
    }

    /** Adds the image of one slice that counts in the end. */
    void counted(Realism image) {
        counted++;
        ssim += image.ssim();
        leastSsim = Math.min(leastSsim, image.ssim());
        // NaN stays: the longest of displacements that are partly unknown is unknown.
        millimetres = Math.max(millimetres, image.displacementMillimetres());
        if (!Double.isNaN(image.criticPercentile())) {
            scored++;
            percentiles += image.criticPercentile();
        }
    }

    /** What was added so far; NaN for the means where nothing counted. */
    RealismEvidence evidence() {
        boolean any = counted > 0;
        return new RealismEvidence(
                any ? ssim / counted : Double.NaN,
                any ? leastSsim : Double.NaN,
                any ? millimetres : Double.NaN,
                scored > 0 ? percentiles / scored : Double.NaN,
                trials,
                DetectabilityEvidence.none("it is measured when all is judged"));
    }
}
