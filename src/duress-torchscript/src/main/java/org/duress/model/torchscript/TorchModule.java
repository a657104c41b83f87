package org.duress.model.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.duress.DuressException;
import org.duress.base.Grid;

/** A module in evaluation mode whose parameters get no gradients. */
final class TorchModule implements AutoCloseable {
    private final PtNDManager manager;
    private final PtSymbolBlock block;

    private TorchModule(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /**
     * Loads a module; {@link #close} closes the manager with it.
     *
     * @throws DuressException if torch cannot read it
     */
    static TorchModule load(PtNDManager manager, TorchArchive archive, String location) {
        try {
            PtSymbolBlock block = JniUtils.loadModule(manager, archive.stream(), true, false);
            // The archive may say that it is training. Passes go past PtSymbolBlock.forward, which changes the mode.
            JniUtils.enableInferenceMode(block);
            for (NDArray parameter : JniUtils.moduleGetParams(block, manager)) {
                parameter.setRequiresGradient(false);
            }
            return new TorchModule(manager, block);
        } catch (EngineException | IOException e) {
            throw new DuressException(
                    "file " + location + " is no TorchScript that PyTorch "
                            + TorchEngine.version() + " can read ("
                            + TorchErrors.line(e) + "); " + TorchArchive.OLDER,
                    e);
        }
    }

    /**
     * Runs the module.
     *
     * @param images direct, {@code float32} in the order of {@link TorchCall#input}; kept unchanged until the pass is
     *     closed
     * @param gradient whether the pass keeps what {@link TorchPass#inputGradient} needs
     * @throws DuressException if it answers with what no segmentation model answers
     * @throws IllegalArgumentException if it cannot take these images; the message says why
     */
    TorchPass forward(TorchCall call, ByteBuffer images, int count, Grid grid, boolean gradient) {
        PtNDManager arrays = (PtNDManager) manager.newSubManager();
        // Both are settings of the thread. The optimising executor rewrites a graph after its first passes, and so
        // changes
        // the last bits of later ones.
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(gradient);
        JniUtils.setGraphExecutorOptimize(false);
        try {
            Shape input = call.input(count, grid);
            PtNDArray image = arrays.create(images, input, DataType.FLOAT32).toType(call.numbers(), false);
            image.setRequiresGradient(gradient);
            // "True": with autograd, and not what DJL's own flag for training does to the module's mode.
            NDList answers = IValueUtils.forward(block, new NDList(image), true);
            return new TorchPass(call.model(), arrays, image, call.answer(answers, count, grid));
        } catch (UnsupportedOperationException e) {
            arrays.close();
            throw new DuressException(
                    call.model() + " answers with something else than tensors, or beside them (" + TorchErrors.line(e)
                            + "); export it with tensors alone",
                    e);
        } catch (EngineException e) {
            arrays.close();
            throw new IllegalArgumentException(TorchErrors.line(e), e);
        } catch (IllegalArgumentException | DuressException e) {
            arrays.close();
            throw e;
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
