package org.duress.gate.harden;

import java.util.Map;
import org.duress.net.NetworkArchive;

/**
 * A mean of the weights over about the last fifty steps: a network of such weights withstands more, and swings less
 * from round to round, than that of any one step (Izmailov et al. 2018, Averaging weights leads to wider optima; Gowal
 * et al. 2020, section 4.4, of adversarial training). Mutable, for one thread.
 */
final class WeightAverage {
    /** Share of the newest weights, once there are as many as its inverse; before that all count alike. */
    private static final double NEWEST = 0.02;

    private static final String MEAN = "mean weights";
    private static final String STEPS = "steps of the mean";

    private float[] mean = {};
    private int steps;

    /** Adds the weights of a step. */
    void add(float[] weights) {
        steps++;
        if (steps == 1) {
            mean = weights.clone();
            return;
        }
        double share = Math.max(NEWEST, 1.0 / steps);
        for (int i = 0; i < mean.length; i++) {
            mean[i] += (float) (share * (weights[i] - mean[i]));
        }
    }

    /** The mean, or other weights where nothing was added. */
    float[] orElse(float[] weights) {
        return steps == 0 ? weights : mean.clone();
    }

    Map<String, float[]> state() {
        return Map.of(MEAN, mean, STEPS, new float[] {steps});
    }

    void restore(NetworkArchive saved) {
        mean = saved.array(MEAN).clone();
        steps = (int) saved.array(STEPS)[0];
    }
}
