package org.duress.doctor;

import java.lang.management.ManagementFactory;
import org.duress.base.Heap;
import org.duress.base.Temporaries;
import org.duress.net.device.Processor;
import org.jspecify.annotations.Nullable;

/** The JVM and what it runs on. */
final class Machine {
    /** The oldest that Duress is compiled for. */
    private static final int OLDEST = 17;

    /** An attacker's training at 128 x 128 was measured to fit into it. */
    private static final long USUAL_HEAP = 1L << 30;

    /** Of a cohort of some hundred slices, with room to spare. */
    private static final long USUAL_FILES = 2L << 30;

    private static final String SAFE_ISA = "SSE41";

    private Machine() {}

    static Finding java() {
        Runtime.Version version = Runtime.version();
        String what = System.getProperty("java.vendor") + " " + version + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
        return version.feature() >= OLDEST
                ? Finding.ok("Java", what)
                : Finding.broken("Java", what + ", and Duress needs " + OLDEST + "; install a newer JDK");
    }

    static Finding memory() {
        return memory(Heap.most(), physical());
    }

    /** @param machine bytes; 0 where unknown */
    static Finding memory(long heap, long machine) {
        String what = Heap.text(heap) + " for the Java heap"
                + (machine > 0 ? ", of " + Heap.text(machine) + " that this machine has" : "");
        if (machine > 0 && heap > machine) {
            return Finding.warning("memory", what + ", which it cannot all have; lower -Xmx");
        }
        return heap < USUAL_HEAP
                ? Finding.warning(
                        "memory", what + ", which is little; " + Heap.RAISE + ", or of DURESS_OPTS for the command")
                : Finding.ok("memory", what);
    }

    private static long physical() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    static Finding temporaryFiles() {
        return temporaryFiles(System.getProperty("java.io.tmpdir"), Temporaries.usable());
    }

    static Finding temporaryFiles(String folder, long usable) {
        if (usable == Long.MAX_VALUE) {
            return Finding.ok("temporary files", "go to " + folder);
        }
        String what = Heap.text(usable) + " free in " + folder;
        return usable < USUAL_FILES
                ? Finding.warning(
                        "temporary files",
                        what + ", which is little for large cohorts; set -Djava.io.tmpdir to a folder on another disk")
                : Finding.ok("temporary files", what);
    }

    /** @param isa what the environment lets oneDNN use at most */
    static Finding processor(Processor processor, @Nullable String isa) {
        String name = processor.name() + ", " + Runtime.getRuntime().availableProcessors() + " at work";
        if (processor.lacksAvx2()) {
            return Finding.warning(
                    "processor",
                    name + ", which has no AVX2, and the usual build of ND4J needs it; take another with"
                            + " -Dnd4j.classifier=linux-x86_64-onednn");
        }
        if (!processor.misleadsOneDnn()) {
            return Finding.ok("processor", name);
        }
        String fault =
                name + ", a processor that hides its caches, on which PyTorch was seen to compute wrong" + " gradients";
        return isa == null || isa.equals(SAFE_ISA)
                ? Finding.ok("processor", fault + "; Duress has it use no more than " + SAFE_ISA + ", which was right")
                : Finding.warning(
                        "processor",
                        fault + "; unset ONEDNN_MAX_CPU_ISA=" + isa + ", so that Duress can have it use no more than "
                                + SAFE_ISA);
    }
}
