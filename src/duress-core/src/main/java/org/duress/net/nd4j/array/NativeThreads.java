package org.duress.net.nd4j.array;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.duress.base.SideBySide;
import org.duress.net.device.Device;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads of OpenMP a native operation runs on. The same inputs must give the same bits with any number.
 * Measured on every op with 1 to 4 threads: only the gradients of convolutions with weights and products of matrices
 * depend on it, and these run on {@link #one}. Products of BLAS have one thread in the whole JVM ({@link Device}).
 */
public final class NativeThreads {
    private NativeThreads() {}

    /**
     * Runs native operations on one thread; other Java threads keep theirs. On a GPU it changes nothing.
     */
    public static void one(Runnable operations) {
        run(1, operations);
    }

    /**
     * Does so many works that have nothing to do with each other: several at a time, which share the native threads. On
     * a GPU they are done one after another.
     */
    public static void each(int count, IntConsumer work) {
        if (count == 1 || onGpu()) {
            IntStream.range(0, count).forEach(work);
            return;
        }
        int own = Math.max(1, natives().ompGetMaxThreads() / count);
        SideBySide.works(count, i -> run(own, () -> work.accept(i)));
    }

    private static void run(int most, Runnable operations) {
        int threads = onGpu() ? most : natives().ompGetMaxThreads();
        if (threads <= most) {
            operations.run();
            return;
        }
        natives().setOmpNumThreads(most);
        try {
            operations.run();
        } finally {
            natives().setOmpNumThreads(threads);
        }
    }

    /** Whether tensors live there. */
    public static boolean onGpu() {
        return !Device.resolved().kind().equals("cpu");
    }

    private static NativeOps natives() {
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }
}
