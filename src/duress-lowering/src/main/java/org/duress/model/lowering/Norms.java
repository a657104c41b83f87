package org.duress.model.lowering;

import org.duress.net.Op;

/** Normalisations, each with a scale and a shift a channel. */
interface Norms extends Arithmetic {
    /** Batch normalisation with population statistics. */
    default Value batchNorm(
            String name, Value x, float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
        x.requireNumbers(name, gamma, beta, mean, variance);
        float[] scale = new float[x.channels()];
        float[] shift = new float[x.channels()];
        for (int c = 0; c < scale.length; c++) {
            double s = gamma[c] / Math.sqrt(variance[c] + epsilon);
            scale[c] = (float) s;
            shift[c] = (float) (beta[c] - s * mean[c]);
        }
        return affine(name, x, scale, shift);
    }

    /**
     * Group normalisation; with as many groups as channels it is instance normalisation, with one layer normalisation
     * of whole images.
     *
     * @param scale a number a channel
     * @param shift a number a channel
     */
    default Value groupNorm(String name, Value x, int groups, double epsilon, float[] scale, float[] shift) {
        return affine(name, draft().add(name + ".normal", new Op.GroupNorm(groups, epsilon), x), scale, shift);
    }

    /** Layer normalisation of each pixel over its channels. */
    default Value layerNorm(String name, Value x, double epsilon, float[] scale, float[] shift) {
        return affine(name, draft().add(name + ".normal", new Op.LayerNorm(epsilon), x), scale, shift);
    }
}
