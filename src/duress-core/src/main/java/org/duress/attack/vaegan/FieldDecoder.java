package org.duress.attack.vaegan;

import org.duress.attack.BSpline;
import org.duress.base.Grid;
import org.duress.model.Padding;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.net.TiledExecutor;

/** One decoder at work: latent to control points to a field at every pixel, and back. */
final class FieldDecoder {
    private final TiledExecutor executor;
    private final BSpline spline;
    private final float scale;
    private final int count;
    private final int channels;
    private final Padding padding;
    private float[] latents = {};

    /**
     * A decoder.
     *
     * @param padding of images, to multiples of the latents' stride
     * @param latents their grid for the padded images
     * @param most see {@link TiledExecutor#of}
     */
    FieldDecoder(Network network, int count, Padding padding, Grid latents, Lattice lattice, double scale, long most) {
        executor = TiledExecutor.of(network, count, latents, most);
        channels = network.graph().outputChannels();
        spline = new BSpline(padding.padded(), lattice.spacing(), channels);
        this.padding = padding;
        this.scale = (float) scale;
        this.count = count;
    }

    float[] forward(float[] latent, Statistics statistics) {
        latents = latent;
        float[] grid = new float[executor.outputLength()];
        executor.forward(executor.source(latent), statistics, grid);
        return padding.crop(spline.field(grid, count, scale), count, channels);
    }

    /** Leaves the weights' gradients in the executor where they are wanted; gives the latents', fresh. */
    float[] backward(float[] fieldGradient, Executor.Pullback want) {
        float[] padded = padding.embed(fieldGradient, count, channels);
        float[] latentGradient = new float[executor.inputLength()];
        executor.pullback(executor.source(latents), spline.pullback(padded, count, scale), want, latentGradient);
        return latentGradient;
    }

    /** Components of its field. */
    int channels() {
        return channels;
    }

    /** Of a decoder that is trained. */
    Executor executor() {
        return executor.executor();
    }
}
