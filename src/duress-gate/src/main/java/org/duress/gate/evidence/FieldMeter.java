package org.duress.gate.evidence;

import org.duress.attack.Perturbation;
import org.duress.metric.Folding;
import org.duress.result.Smoothness;
import org.duress.result.slice.Trial;

/** What the fields that count are like, over the gate slices. Mutable, for one thread. */
public final class FieldMeter {
    private final MeanSmoothness deformation = new MeanSmoothness(2);
    private final MeanSmoothness intensity = new MeanSmoothness(1);
    private double perceptibility;
    private double folded;
    private double largestDisplacement;
    private int slices;

    /**
     * Adds a slice.
     *
     * @param p of equation 7
     */
    void add(Trial trial, double p) {
        Perturbation fields = trial.fields();
        deformation.add(fields.deformation(), fields.grid());
        intensity.add(fields.intensity(), fields.grid());
        perceptibility += p;
        folded += Folding.share(
                fields.deformation(), fields.grid().height(), fields.grid().width());
        largestDisplacement = Math.max(largestDisplacement, trial.largestDisplacement());
        slices++;
    }

    /** Mean over slices, which are all of one size: the mean over all pixels. */
    public double perceptibility() {
        return slices == 0 ? 0 : perceptibility / slices;
    }

    public double foldedFraction() {
        return slices == 0 ? 0 : folded / slices;
    }

    public double largestDisplacement() {
        return largestDisplacement;
    }

    public Smoothness deformation() {
        return deformation.value();
    }

    public Smoothness intensity() {
        return intensity.value();
    }
}
