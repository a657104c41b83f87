package org.duress.attack.vaegan;

import org.duress.attack.BSpline;
import org.duress.base.Grid;
import org.duress.model.Padding;
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
    private final int channels;
    private final Padding padding;

    /**
     * A decoder.
     *
     * @param padding of images, to multiples of the latents' stride
     * @param latents their grid for the padded images
     */
    FieldDecoder(Network network, int count, Padding padding, Grid latents, Lattice lattice, double scale) {
        executor = Executor.trainable(network, count, latents);
        channels = network.graph().outputChannels();
        spline = new BSpline(padding.padded(), lattice.spacing(), channels);
        this.padding = padding;
        this.scale = (float) scale;
        this.count = count;
        grid = new float[executor.outputLength()];
        latentGradient = new float[executor.inputLength()];
    }

    float[] forward(float[] latent, Statistics statistics) {
        executor.forward(latent, statistics, grid);
        return padding.crop(spline.field(grid, count, scale), count, channels);
    }

    /** Leaves the weights' gradients in the executor where they are wanted; gives the latent's. */
    float[] backward(float[] fieldGradient, Executor.Pullback want) {
        float[] padded = padding.embed(fieldGradient, count, channels);
        executor.backward(spline.pullback(padded, count, scale), want);
        executor.inputGradient(latentGradient);
        return latentGradient;
    }

    /** Components of its field. */
    int channels() {
        return channels;
    }

    Executor executor() {
        return executor;
    }
}
