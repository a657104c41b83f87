package org.duress.model.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.duress.DuressException;
import org.duress.model.ChosenOutput;

/** One run of a module, with the graph it left; its memory is torch's own until it is closed. */
final class TorchPass implements AutoCloseable {
    private final String model;
    private final PtNDManager arrays;
    private final PtNDArray image;
    private final TorchAnswer answer;
    private boolean pulled;

    TorchPass(String model, PtNDManager arrays, PtNDArray image, TorchAnswer answer) {
        this.model = model;
        this.arrays = arrays;
        this.image = image;
        this.answer = answer;
    }

    /** Which output it read. */
    ChosenOutput output() {
        return answer.output();
    }

    /** Numbers a pixel. */
    int channels() {
        Shape shape = answer.values().getShape();
        return (int) shape.get(shape.dimension() - 1);
    }

    /** How many numbers {@link #values} gives. */
    int length() {
        return (int) answer.values().getShape().size();
    }

    /** What the module answered, {@code [count, grid, channels]}, put into an array. */
    void values(float[] to, int offset) {
        floats(answer.values()).get(to, offset, length());
    }

    /**
     * Pulls a gradient back; may be called again.
     *
     * @param gradient direct, as {@link #values}
     * @param to gets it in the order of {@link TorchCall#input}
     */
    void inputGradient(ByteBuffer gradient, float[] to, int offset) {
        if (pulled) {
            JniUtils.zeroGrad(image);
        }
        PtNDArray values = answer.values();
        try (PtNDArray given = arrays.create(gradient, values.getShape(), DataType.FLOAT32);
                PtNDArray upstream = given.toType(values.getDataType(), true)) {
            JniUtils.backward(values, upstream, true, false);
        } catch (EngineException e) {
            throw new DuressException(
                    model + " has no gradient (" + TorchErrors.line(e) + "), as after argmax, detach or"
                            + " torch.no_grad; export it without",
                    e);
        }
        pulled = true;
        try (PtNDArray result = image.getGradient()) {
            floats(result).get(to, offset, (int) image.getShape().size());
        }
    }

    private static FloatBuffer floats(PtNDArray array) {
        // Casts of DJL leave torch's graph, so that a module of float64 is read here, behind its gradient.
        return array.toType(DataType.FLOAT32, false).toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public void close() {
        arrays.close();
    }
}
