package org.duress.attack.vaegan;

import org.duress.attack.BSpline;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;

/** One decoder at work: latent to control points to a field at every pixel, and back. */
final class FieldDecoder {
    private final Executor executor;
    private final BSpline spline;
    private final float scale;
    private final float[] grid;
    private final float[] latentGradient;
    private final int count;

    FieldDecoder(Network network, int count, int height, int width, int stride, int spacing, double scale) {
        executor = Executor.trainable(network, count, height / stride, width / stride);
        spline = new BSpline(height, width, spacing, network.graph().outputChannels());
        this.scale = (float) scale;
        this.count = count;
        grid = new float[executor.outputLength()];
        latentGradient = new float[executor.inputLength()];
    }

    float[] forward(float[] latent, Statistics statistics) {
        executor.forward(latent, statistics, grid);
        return spline.field(grid, count, scale);
    }

    /** Leaves the weights' gradients in the executor; gives the latent's. */
    float[] backward(float[] fieldGradient) {
        executor.backward(spline.pullback(fieldGradient, count, scale), Executor.Pullback.BOTH);
        executor.inputGradient(latentGradient);
        return latentGradient;
    }

    Executor executor() {
        return executor;
    }
}
