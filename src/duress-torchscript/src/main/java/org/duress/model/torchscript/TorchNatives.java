package org.duress.model.torchscript;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.duress.net.device.NativeEnvironment;
import org.duress.net.device.Processor;

/**
 * Switches of libtorch that DJL has no method for. Where a build has other names for them, they are left as they are.
 */
final class TorchNatives {
    /** What oneDNN may use at most of a processor's instructions; read once, by its first kernel. */
    static final String MAX_ISA = "ONEDNN_MAX_CPU_ISA";

    /**
     * The most that was right on a virtual Zen 5 whose caches are hidden: 0 of 200 gradients wrong, with AVX2 some are.
     */
    static final String SAFE_ISA = "SSE41";

    private static final String LIBRARY = "torch_cpu";

    private TorchNatives() {}

    /** Before libtorch is loaded: what is known to go wrong on a processor is switched off. */
    static void prepare(Processor processor) {
        NativeEnvironment.letIdleThreadsSleep();
        if (processor.misleadsOneDnn()) {
            NativeEnvironment.offer(MAX_ISA, SAFE_ISA);
        }
    }

    /**
     * Whether torch may use oneDNN from here on, or only kernels of its own.
     *
     * @return whether this build has the switch
     */
    static boolean useOneDnn(boolean use) {
        return set("_ZN2at7Context20setUserEnabledMkldnnEb", use);
    }

    /** NNPACK is never used where oneDNN is, and complains of processors that it does not know, once a pass. */
    static boolean withoutNnpack() {
        return set("_ZN2at7Context20setUserEnabledNNPACKEb", false);
    }

    private static boolean set(String method, boolean value) {
        try {
            NativeLibrary torch = NativeLibrary.getInstance(LIBRARY);
            Pointer context = torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
            torch.getFunction(method).invokeVoid(new Object[] {context, value ? (byte) 1 : (byte) 0});
            return true;
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }
}
