package org.duress.gate.evidence;

import org.duress.gate.judge.Realism;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.IntensityEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.TrialCounts;
import org.duress.result.slice.Trial;

/** Realism over the gate slices. Mutable, for one thread. */
final class RealismMeter {
    private TrialCounts trials = TrialCounts.NONE;
    private int counted;
    private double ssim;
    private double leastSsim = 1;
    private double millimetres;
    private int scored;
    private double percentiles;
    private double outOfRange;
    private double mostOutOfRange;
    private double largest;
    private double largestInUnits;

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
        outOfRange += image.outOfRange();
        mostOutOfRange = Math.max(mostOutOfRange, image.outOfRange());
        if (!Double.isNaN(image.criticPercentile())) {
            scored++;
            percentiles += image.criticPercentile();
        }
    }

    /** Adds the fields of one slice that counts in the end. */
    void counted(Trial trial) {
        for (float value : trial.intensity()) {
            largest = Math.max(largest, Math.abs(value));
        }
        largestInUnits = Math.max(largestInUnits, trial.largestIntensity());
    }

    /**
     * What was added so far; NaN for the means where nothing counted.
     *
     * @param hounsfield whether the images are in HU
     */
    RealismEvidence evidence(boolean hounsfield) {
        boolean any = counted > 0;
        return new RealismEvidence(
                any ? ssim / counted : Double.NaN,
                any ? leastSsim : Double.NaN,
                any ? millimetres : Double.NaN,
                scored > 0 ? percentiles / scored : Double.NaN,
                trials,
                any
                        ? new IntensityEvidence(
                                largest, hounsfield ? largestInUnits : Double.NaN, outOfRange / counted, mostOutOfRange)
                        : IntensityEvidence.NONE,
                DetectabilityEvidence.none("it is measured when all is judged"));
    }
}
