package org.duress.net.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processor, as far as its system tells. Engines choose their kernels by it, and some choose wrongly.
 *
 * @param vendor {@code AuthenticAMD}, {@code GenuineIntel}; empty where unknown
 * @param name as its maker calls it
 * @param flags instruction sets in Linux's words; empty where unknown
 * @param showsCaches whether the sizes of its caches are known; a virtual machine may hide them
 */
public record Processor(String vendor, String name, Set<String> flags, boolean showsCaches) {
    private static final Path INFO = Path.of("/proc/cpuinfo");
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache/index0");

    public Processor {
        flags = Set.copyOf(flags);
    }

    /**
     * Whether the kernels that oneDNN 3 chooses for it were seen to be wrong: those for AVX-512 and AVX2 gave wrong
     * gradients of layers with few channels on a virtual Zen 5 that hides its caches, and NaN now and then.
     */
    public boolean misleadsOneDnn() {
        return vendor.equals("AuthenticAMD") && flags.contains("avx512f") && !showsCaches;
    }

    /** Whether it lacks what the usual native build of ND4J for x86-64 is made of. */
    public boolean lacksAvx2() {
        return flags.contains("sse2") && !flags.contains("avx2");
    }

    /** This machine's. Where the system does not say, only an architecture, and nothing is held against it. */
    public static Processor here() {
        return Here.PROCESSOR;
    }

    private static final class Here {
        static final Processor PROCESSOR = read();

        private static Processor read() {
            try {
                return of(Files.readAllLines(INFO, StandardCharsets.ISO_8859_1), Files.exists(CACHES));
            } catch (IOException | SecurityException e) {
                // Not Linux.
                return of(List.of(), true);
            }
        }
    }

    /** Reads the first processor of Linux's {@code /proc/cpuinfo}. */
    static Processor of(List<String> info, boolean showsCaches) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : info) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        String family = values.getOrDefault("cpu family", "");
        String name = values.getOrDefault("model name", System.getProperty("os.arch"));
        return new Processor(
                values.getOrDefault("vendor_id", ""),
                family.isEmpty() ? name : name + ", family " + family,
                Set.copyOf(Arrays.asList(values.getOrDefault("flags", "").split(" "))),
                showsCaches);
    }
}
