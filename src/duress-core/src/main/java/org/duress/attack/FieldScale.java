package org.duress.attack;

import org.duress.metric.FieldSmoothness;

/**
 * What one field of one image was multiplied by on its way into a budget: its slow part and the rest, which is where
 * fields are rough ({@link FieldSmoothness#lowPass}). Mutable, for one thread.
 */
final class FieldScale {
    private double slow = 1;
    private double fast = 1;

    void multiply(double factor) {
        slow *= factor;
        fast *= factor;
    }

    /** The rest is multiplied by a factor. */
    void smooth(double kept) {
        fast *= kept;
    }

    /**
     * Pulls a gradient on the scaled field back to the field as it was, with both factors held constant.
     *
     * @param gradient {@code [height, width, channels]}
     * @return of the same shape, fresh
     */
    float[] pullback(float[] gradient, int height, int width, int channels) {
        float[] out = new float[gradient.length];
        if (slow == fast) {
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) (slow * gradient[i]);
            }
            return out;
        }
        // Taking the slow part is its own adjoint.
        double[] low = FieldSmoothness.lowPass(gradient, height, width, channels);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (slow * low[i] + fast * (gradient[i] - low[i]));
        }
        return out;
    }
}
