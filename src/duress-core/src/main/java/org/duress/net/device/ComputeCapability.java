package org.duress.net.device;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generation of an NVIDIA GPU, for example 8.6.
 *
 * @param major the part before the point
 * @param minor the part behind it
 */
record ComputeCapability(int major, int minor) {
    /** What {@link #served} means, for messages. */
    static final String SERVED = "it serves 3.7 to 8.6, and 8.9 through its 8.6 code, and none from 9.0 on";

    /**
     * Minors per major that the published nd4j-cuda-11.6 1.0.0-M2.1 has machine code for. Read from all 228 fatbins of
     * the library; there is no PTX in it, so the driver cannot compile for any other.
     */
    private static final Map<Integer, Set<Integer>> CODE =
            Map.of(3, Set.of(7), 5, Set.of(0, 2), 6, Set.of(0, 1), 7, Set.of(0, 5), 8, Set.of(0, 6));

    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})\\.(\\d{1,2})");

    static Optional<ComputeCapability> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new ComputeCapability(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * Whether the published build has code for it: machine code runs on later minors of its own major, on nothing else.
     */
    boolean served() {
        return CODE.getOrDefault(major, Set.of()).stream().anyMatch(code -> code <= minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
