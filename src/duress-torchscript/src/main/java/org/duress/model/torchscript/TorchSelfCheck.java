package org.duress.model.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.duress.EnvironmentException;
import org.duress.model.Differences;
import org.duress.net.device.Processor;

/**
 * Tries PyTorch on a small module whose values and gradients are known, before anything is believed of it on this
 * processor. Wrong values cannot be told from the model's own, which finite differences would confirm; these can.
 *
 * <p>The module has few channels a layer, and is run with one thread and with all: that is where libtorch 2.7.1 was
 * seen to be wrong, always with one thread and now and then with two. Where PyTorch is right, it comes within 1e-6 of
 * the largest value in single precision.
 */
final class TorchSelfCheck {
    private static final String FOLDER = "/org/duress/model/torchscript/";
    private static final int IMAGES = 3 * 16 * 16;
    private static final int ANSWERS = 3 * IMAGES;
    private static final int REPEATS = 20;

    private TorchSelfCheck() {}

    /**
     * Makes sure that torch computes what is right here, without oneDNN where that is what it takes.
     *
     * @throws EnvironmentException if it does not even then
     */
    static void require(PtNDManager manager, String version) {
        require(() -> right(manager, known()), () -> TorchNatives.useOneDnn(false), version);
    }

    static void require(BooleanSupplier right, BooleanSupplier withoutOneDnn, String version) {
        if (!right.getAsBoolean() && !(withoutOneDnn.getAsBoolean() && right.getAsBoolean())) {
            throw new EnvironmentException(
                    "PyTorch " + version + " computes wrong values or gradients on this processor ("
                            + Processor.here().name() + "), as a small module whose values are known shows; "
                            + TorchEngine.WAY_OUT);
        }
    }

    /** Images, answers, a gradient on the answers, and the images' gradient, one after the other. */
    static float[] known() {
        float[] known = new float[2 * IMAGES + 2 * ANSWERS];
        ByteBuffer.wrap(resource("self-check.bin")).asFloatBuffer().get(known);
        return known;
    }

    static boolean right(PtNDManager manager, float[] known) {
        byte[] module = resource("self-check.pt");
        int threads = JniUtils.getNumThreads();
        boolean gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        JniUtils.setGraphExecutorOptimize(false);
        try (PtNDManager arrays = (PtNDManager) manager.newSubManager();
                PtSymbolBlock block = JniUtils.loadModule(arrays, new ByteArrayInputStream(module), true, false)) {
            JniUtils.enableInferenceMode(block);
            JniUtils.setNumThreads(1);
            boolean right = rightEveryTime(arrays, block, known);
            JniUtils.setNumThreads(threads);
            return right && rightEveryTime(arrays, block, known);
        } catch (EngineException | IOException e) {
            return false;
        } finally {
            JniUtils.setNumThreads(threads);
            JniUtils.setGradMode(gradients);
        }
    }

    private static boolean rightEveryTime(PtNDManager manager, PtSymbolBlock block, float[] known) {
        for (int i = 0; i < REPEATS; i++) {
            try (PtNDManager arrays = (PtNDManager) manager.newSubManager()) {
                PtNDArray images = (PtNDArray) arrays.create(part(known, 0, IMAGES), new Shape(3, 1, 16, 16));
                images.setRequiresGradient(true);
                PtNDArray answers = (PtNDArray)
                        IValueUtils.forward(block, new NDList(images), true).singletonOrThrow();
                PtNDArray upstream =
                        (PtNDArray) arrays.create(part(known, IMAGES + ANSWERS, ANSWERS), answers.getShape());
                JniUtils.backward(answers, upstream, true, false);
                float[] gradient = images.getGradient().toFloatArray();
                if (!Differences.alike(part(known, IMAGES, ANSWERS), answers.toFloatArray(), 0)
                        || !Differences.alike(part(known, IMAGES + 2 * ANSWERS, IMAGES), gradient, 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static float[] part(float[] known, int from, int length) {
        float[] part = new float[length];
        System.arraycopy(known, from, part, 0, length);
        return part;
    }

    private static byte[] resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(TorchSelfCheck.class.getResourceAsStream(FOLDER + name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the class path has no readable " + FOLDER + name, e);
        }
    }
}
