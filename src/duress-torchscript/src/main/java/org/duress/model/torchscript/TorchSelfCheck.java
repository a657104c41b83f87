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
import java.util.stream.Stream;
import org.duress.EnvironmentException;
import org.duress.model.Differences;
import org.duress.net.device.Processor;

/**
 * Tries PyTorch on a small module of slices and one of volumes whose values and gradients are known, before anything is
 * believed of it on this processor. Wrong values cannot be told from the model's own, which finite differences would
 * confirm; these can.
 *
 * <p>The modules have few channels a layer, and are run with one thread and with all: that is where libtorch 2.7.1 was
 * seen to be wrong, always with one thread and now and then with two. Where PyTorch is right, it comes within 1e-6 of
 * the largest value in single precision.
 */
final class TorchSelfCheck {
    private static final String FOLDER = "/org/duress/model/torchscript/";
    private static final int CLASSES = 3;
    private static final int REPEATS = 20;

    private TorchSelfCheck() {}

    /**
     * Makes sure that torch computes what is right here, without oneDNN where that is what it takes.
     *
     * @throws EnvironmentException if it does not even then
     */
    static void require(PtNDManager manager, String version) {
        require(
                () -> Stream.of(Known.values()).allMatch(known -> right(manager, known, known.numbers())),
                () -> TorchNatives.useOneDnn(false),
                version);
    }

    static void require(BooleanSupplier right, BooleanSupplier withoutOneDnn, String version) {
        if (!right.getAsBoolean() && !(withoutOneDnn.getAsBoolean() && right.getAsBoolean())) {
            throw new EnvironmentException(
                    "PyTorch " + version + " computes wrong values or gradients on this processor ("
                            + Processor.here().name() + "), as a small module whose values are known shows; "
                            + TorchEngine.WAY_OUT);
        }
    }

    /** A module whose values are known. */
    enum Known {
        SLICES("self-check", 3, 1, 16, 16),
        VOLUMES("self-check-volumes", 2, 1, 8, 8, 8);

        private final String file;

        @SuppressWarnings("ImmutableEnumChecker") // a shape has no way to be changed
        private final Shape shape;

        Known(String file, long... shape) {
            this.file = file;
            this.shape = new Shape(shape);
        }

        /** Values of all images. */
        int images() {
            return (int) shape.size();
        }

        /** Values of all answers. */
        int answers() {
            return CLASSES * images();
        }

        /** Images, answers, a gradient on the answers, and the images' gradient, one after the other. */
        float[] numbers() {
            float[] known = new float[2 * images() + 2 * answers()];
            ByteBuffer.wrap(resource(file + ".bin")).asFloatBuffer().get(known);
            return known;
        }
    }

    static boolean right(PtNDManager manager, Known module, float[] known) {
        byte[] code = resource(module.file + ".pt");
        int threads = JniUtils.getNumThreads();
        boolean gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        JniUtils.setGraphExecutorOptimize(false);
        try (PtNDManager arrays = (PtNDManager) manager.newSubManager();
                PtSymbolBlock block = JniUtils.loadModule(arrays, new ByteArrayInputStream(code), true, false)) {
            JniUtils.enableInferenceMode(block);
            JniUtils.setNumThreads(1);
            boolean right = rightEveryTime(arrays, block, module, known);
            JniUtils.setNumThreads(threads);
            return right && rightEveryTime(arrays, block, module, known);
        } catch (EngineException | IOException e) {
            return false;
        } finally {
            JniUtils.setNumThreads(threads);
            JniUtils.setGradMode(gradients);
        }
    }

    private static boolean rightEveryTime(PtNDManager manager, PtSymbolBlock block, Known module, float[] known) {
        int images = module.images();
        int values = module.answers();
        for (int i = 0; i < REPEATS; i++) {
            try (PtNDManager arrays = (PtNDManager) manager.newSubManager()) {
                PtNDArray input = (PtNDArray) arrays.create(part(known, 0, images), module.shape);
                input.setRequiresGradient(true);
                PtNDArray answers = (PtNDArray)
                        IValueUtils.forward(block, new NDList(input), true).singletonOrThrow();
                PtNDArray upstream =
                        (PtNDArray) arrays.create(part(known, images + values, values), answers.getShape());
                JniUtils.backward(answers, upstream, true, false);
                float[] gradient = input.getGradient().toFloatArray();
                if (!Differences.alike(part(known, images, values), answers.toFloatArray(), 0)
                        || !Differences.alike(part(known, images + 2 * values, images), gradient, 0)) {
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
