package org.duress.net.nd4j.array;

import java.util.List;
import java.util.function.Consumer;
import org.duress.net.device.Device;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Sums whose order must not depend on the number of threads, so that the same inputs give the same bits with any.
 * Measured on every op with 1 to 4 threads: only the gradients of convolutions with weights and products of matrices
 * depend on it. Products of BLAS have one thread in the whole JVM ({@link Device}); everything else runs on all.
 */
public final class OneThread {
    private OneThread() {}

    /**
     * Runs native operations with one thread of OpenMP; other Java threads keep theirs. On a GPU it changes nothing.
     */
    public static void run(Runnable operations) {
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int threads = Device.resolved().kind().equals("cpu") ? natives.ompGetMaxThreads() : 1;
        if (threads == 1) {
            operations.run();
            return;
        }
        natives.setOmpNumThreads(1);
        try {
            operations.run();
        } finally {
            natives.setOmpNumThreads(threads);
        }
    }

    /**
     * Runs products of matrices for each of a list, of which none needs what another gives: each on one thread, several
     * at a time. On a GPU they run one after another.
     */
    public static <T> void each(List<T> list, Consumer<T> products) {
        boolean cpu = Device.resolved().kind().equals("cpu");
        (cpu ? list.parallelStream() : list.stream()).forEach(item -> run(() -> products.accept(item)));
    }
}
