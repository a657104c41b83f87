package org.duress.model.torchscript;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.duress.model.ChosenOutput;
import org.duress.model.ImageBatch;

/** Runs batches through a module, whole where it takes them, else image by image. Holds one batch at a time. */
final class TorchPasses implements AutoCloseable {
    private final TorchModule module;
    private TorchCall call;
    private final List<TorchPass> passes = new ArrayList<>();
    private boolean whole = true;
    private int area;
    private ByteBuffer images = direct(0);
    private ByteBuffer gradients = direct(0);

    /**
     * Runs of a module.
     *
     * @param module not closed here
     */
    TorchPasses(TorchModule module, TorchCall call) {
        this.module = module;
        this.call = call;
    }

    /**
     * The module's values {@code [count, grid, channels]}.
     *
     * @param gradient whether {@link #inputGradient} will be called
     * @throws IllegalArgumentException if it cannot take these images
     */
    float[] forward(ImageBatch batch, boolean gradient) {
        close();
        area = batch.grid().voxels();
        images = filled(images, call.toInput(batch.ofChannels(call.channels()), area));
        if (whole || batch.count() == 1) {
            try {
                return run(batch, batch.count(), gradient);
            } catch (IllegalArgumentException e) {
                if (batch.count() == 1) {
                    throw e;
                }
                // A traced module may have its batch size written into it.
            }
        }
        float[] values = run(batch, 1, gradient);
        whole = false;
        return values;
    }

    private float[] run(ImageBatch batch, int atOnce, boolean gradient) {
        int length = batch.length();
        float[] values = new float[0];
        for (int first = 0; first < batch.count(); first += atOnce) {
            TorchPass pass =
                    module.forward(call, part(images, first * length, atOnce * length), atOnce, batch.grid(), gradient);
            passes.add(pass);
            if (first == 0) {
                values = new float[pass.length() / atOnce * batch.count()];
            }
            pass.values(values, pass.length() / atOnce * first);
        }
        return values;
    }

    /**
     * Pulls a gradient on the values of the last {@link #forward} back to its images.
     *
     * @param gradient as the values
     * @param to gets {@code [count, grid, channels]}
     */
    void inputGradient(float[] gradient, float[] to) {
        gradients = filled(gradients, gradient);
        int values = gradient.length / passes.size();
        int length = to.length / passes.size();
        float[] own = new float[to.length];
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).inputGradient(part(gradients, i * values, values), own, i * length);
        }
        call.fromInput(own, area, to);
    }

    /** Reads from now on the output that the last {@link #forward} read, and says which. */
    ChosenOutput holdToOutput() {
        ChosenOutput output = passes.get(0).output();
        call = call.judging(output.name());
        return output;
    }

    /** Channels of the images that it takes. */
    int imageChannels() {
        return call.channels();
    }

    /** Numbers a pixel in the last {@link #forward}. */
    int channels() {
        return passes.get(0).channels();
    }

    /** Whether it takes several images at once, as far as is known. */
    boolean whole() {
        return whole;
    }

    /** Gives the memory of the last {@link #forward} back; another may follow. */
    @Override
    public void close() {
        passes.forEach(TorchPass::close);
        passes.clear();
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Torch reads the buffer in place, so that it is kept from batch to batch. */
    private static ByteBuffer filled(ByteBuffer kept, float[] values) {
        int bytes = Math.multiplyExact(values.length, Float.BYTES);
        ByteBuffer buffer = kept.capacity() < bytes ? direct(bytes) : kept;
        buffer.clear().asFloatBuffer().put(values);
        return buffer;
    }

    private static ByteBuffer part(ByteBuffer buffer, int from, int floats) {
        return buffer.slice(from * Float.BYTES, floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
