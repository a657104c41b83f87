package org.duress.net.device;

import java.util.Optional;
import java.util.Properties;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where tensors live: decided once per JVM, before ND4J starts.
 *
 * <p>ND4J takes any GPU it finds and dies on the first kernel when its build has no code for it, and it falls back to a
 * CPU in silence where both backends are present. So the choice is made here, from the class path and from what
 * nvidia-smi says, and the backend that ND4J then loads is checked against it.
 *
 * @param kind {@code cpu} or {@code gpu}
 * @param description for results and reports, for example {@code cpu (nd4j-native 1.0.0-M2.1, 2 threads)} or
 *     {@code gpu (NVIDIA A100-SXM4-80GB, compute capability 8.0, nd4j-cuda-11.6 1.0.0-M2.1)}
 */
public record Device(String kind, String description) {
    /** {@code org.duress.spec.DuressProperties.DEVICE}, which this room does not know. */
    static final String PROPERTY = "duress.device";

    private static final DeviceProbe MACHINE = new MachineProbe();

    private static @Nullable DeviceRequest asked;
    private static @Nullable Device resolved;

    /**
     * Passes on what a front door was told, for example by {@code junit-platform.properties}. The system property
     * {@code duress.device} goes before it.
     *
     * @param value {@code auto}, {@code cpu} or {@code gpu}
     * @throws DuressException if the value is none of these, or if this JVM already runs on another device
     */
    public static synchronized void ask(String value) {
        DeviceRequest request = DeviceRequest.parse(value);
        if (System.getProperty(PROPERTY) == null) {
            if (resolved != null
                    && request != DeviceRequest.AUTO
                    && !request.value().equals(resolved.kind)) {
                throw new DuressException(
                        PROPERTY + "=" + request.value() + " comes too late, because this JVM already runs on "
                                + resolved.description + "; set it once for the whole JVM");
            }
            asked = request;
        }
    }

    /**
     * The device of this JVM. The first call starts ND4J; whoever uses ND4J calls this first.
     *
     * @throws DuressException if the device asked for cannot be used, with one sentence that says why
     */
    public static synchronized Device resolved() {
        if (resolved == null) {
            DeviceDecision decision = DeviceDecision.of(request(), MACHINE);
            if (decision instanceof DeviceDecision.Refused refused) {
                throw new EnvironmentException(refused.sentence());
            }
            resolved = start((DeviceDecision.Use) decision);
        }
        return resolved;
    }

    /**
     * Why no GPU can be used in this JVM, in one sentence; empty where one can. Starts no backend.
     *
     * @throws DuressException if the property {@code duress.device} has no valid value
     */
    public static synchronized Optional<String> whyNoGpu() {
        return whyNoGpu(request(), MACHINE);
    }

    static Optional<String> whyNoGpu(DeviceRequest request, DeviceProbe probe) {
        if (request == DeviceRequest.CPU) {
            return Optional.of(PROPERTY + "=cpu asks for the CPU");
        }
        return DeviceDecision.of(DeviceRequest.GPU, probe) instanceof DeviceDecision.Refused refused
                ? Optional.of(refused.sentence())
                : Optional.empty();
    }

    private static DeviceRequest request() {
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            return DeviceRequest.parse(property);
        }
        return asked == null ? DeviceRequest.AUTO : asked;
    }

    private static Device start(DeviceDecision.Use use) {
        String loaded;
        Properties environment;
        NativeEnvironment.letIdleThreadsSleep();
        MissingLog.accept();
        try {
            loaded = Nd4j.getBackend().getClass().getName();
            environment = Nd4j.getExecutioner().getEnvironmentInformation();
        } catch (LinkageError | RuntimeException e) {
            throw new EnvironmentException(
                    "the ND4J backend " + use.backend().artifact() + " did not start (" + rootMessage(e)
                            + "); check that its native build fits this machine",
                    e);
        }
        // Sums must not depend on the number of threads; the network core only sums channels with products of matrices.
        Nd4j.factory().blas().setMaxThreads(1);
        return describe(use, loaded, String.valueOf(environment.get("omp.threads")));
    }

    /** The device, once the backend that ND4J loaded is known to be the one decided on. */
    static Device describe(DeviceDecision.Use use, String loadedBackend, String threads) {
        Backend backend = use.backend();
        if (!loadedBackend.equals(backend.className())) {
            throw new DuressException("ND4J loaded " + loadedBackend + " where " + backend.className()
                    + " was decided on; keep exactly one ND4J backend on the class path");
        }
        String build = backend.artifact() + " " + backend.version();
        return backend == Backend.NATIVE
                ? new Device("cpu", "cpu (" + build + ", " + threads + (threads.equals("1") ? " thread)" : " threads)"))
                : new Device(
                        "gpu",
                        "gpu ("
                                + String.join(
                                        ", ",
                                        use.gpus().stream().map(Gpu::toString).toList()) + ", " + build + ")");
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
