package org.duress.gate.evidence;

import java.util.Arrays;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.metric.Folding;
import org.duress.result.Smoothness;
import org.duress.result.slice.Trial;

/** What the fields that count are like, over the gate images. Mutable, for one thread. */
public final class FieldMeter {
    private final MeanSmoothness deformation = new MeanSmoothness();
    private final MeanSmoothness intensity = new MeanSmoothness();
    /** A sum for each channel; none where there is one. */
    private double[] channels = {};

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
        // How far the points are apart is the image's to say: fields of another image may be replayed on it.
        Grid grid = trial.slice().grid();
        deformation.add(fields.deformation(), grid);
        intensity.add(fields.intensity(), grid);
        perceptibility += p;
        if (fields.channels() > 1) {
            channels = channels.length == 0 ? new double[fields.channels()] : channels;
            List<Double> own = trial.perceptibilities();
            for (int c = 0; c < channels.length; c++) {
                channels[c] += own.get(c);
            }
        }
        folded += Folding.share(fields.deformation(), fields.grid());
        largestDisplacement = Math.max(largestDisplacement, trial.largestDisplacement());
        slices++;
    }

    /**
     * Mean over images, each of which is a mean over its own points: over slices, which are all of one size, the mean
     * over all pixels. Volumes may differ in size, and each counts alike, as a budget holds each of them alike.
     */
    public double perceptibility() {
        return slices == 0 ? 0 : perceptibility / slices;
    }

    /** The same of each channel alone; empty where there is one. */
    public List<Double> channels() {
        return Arrays.stream(channels).mapToObj(sum -> sum / slices).toList();
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
