package org.duress.model.torchscript;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.duress.DuressException;
import org.duress.model.ComputeEngine;
import org.duress.net.device.Processor;

/** Starts PyTorch once per JVM, from what is on the class path and nowhere else. */
final class TorchEngine {
    /** What to do where torch is wrong on a processor. */
    static final String WAY_OUT = "export the model to ONNX (model.format: onnx), or start the JVM with the environment"
            + " variable " + TorchNatives.MAX_ISA + "=" + TorchNatives.SAFE_ISA;

    private static final String NAME = "PyTorch";

    private static boolean believed;

    private TorchEngine() {}

    /**
     * A manager whose arrays live on the device that Duress uses: a GPU only where Duress decided on one and PyTorch's
     * native build has it.
     *
     * @throws DuressException if PyTorch is missing, does not start, or computes what is wrong on this processor
     */
    static synchronized PtNDManager newManager() {
        // DJL would download what is missing, and report to its makers that it runs.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        requireNatives();
        TorchNatives.prepare(Processor.here());
        try {
            Engine engine = Engine.getEngine(NAME);
            TorchNatives.withoutNnpack();
            boolean gpu = org.duress.net.device.Device.resolved().kind().equals("gpu") && engine.getGpuCount() > 0;
            PtNDManager manager = (PtNDManager) engine.newBaseManager(gpu ? Device.gpu() : Device.cpu());
            require(manager, engine.getVersion());
            return manager;
        } catch (RuntimeException | UnsatisfiedLinkError | ExceptionInInitializerError e) {
            if (e instanceof DuressException) {
                throw e;
            }
            throw new DuressException(
                    "PyTorch did not start (" + TorchErrors.line(root(e))
                            + "); check that pytorch-jni and the native build" + " fit each other and this machine",
                    e);
        }
    }

    private static void require(PtNDManager manager, String version) {
        if (believed) {
            return;
        }
        try {
            TorchSelfCheck.require(manager, version);
            believed = true;
        } catch (DuressException e) {
            manager.close();
            throw e;
        }
    }

    /** How messages name it. */
    static ComputeEngine engine() {
        return ComputeEngine.library(
                "PyTorch " + version(), WAY_OUT + ", unless it is the model that detaches a part of itself");
    }

    /** Version of PyTorch's native build. */
    static String version() {
        return Engine.getEngine(NAME).getVersion();
    }

    private static void requireNatives() {
        if (Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) {
            return;
        }
        ClassLoader loader = TorchEngine.class.getClassLoader();
        if (loader.getResource("jnilib/pytorch.properties") == null
                || loader.getResource("native/lib/pytorch.properties") == null) {
            throw new DuressException(
                    "PyTorch's native build is not on the class path; org.duress:duress-torchscript brings it:"
                            + " do not exclude it, or put another in its place");
        }
        Path cache = Utils.getEngineCacheDir(NAME.toLowerCase(Locale.ROOT));
        try {
            Files.createDirectories(cache);
            if (!Files.isWritable(cache)) {
                throw new AccessDeniedException(cache.toString());
            }
        } catch (IOException e) {
            throw new DuressException(
                    "PyTorch's libraries cannot be unpacked to folder " + cache
                            + ", which cannot be written; set DJL_CACHE_DIR to a folder that can, with 0.5 GB free",
                    e);
        }
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
