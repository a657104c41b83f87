package org.duress.junit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * The {@code duress.*} configuration parameters that the run under way was given. JUnit has a store that a launcher's
 * listener shares with an extension only from 5.13 on; and this class, unlike {@link ParameterKeys}, knows no launcher,
 * which may be absent.
 */
final class RunKeys {
    /** A test may launch a run of its own. */
    private static final Deque<Set<String>> RUNS = new ArrayDeque<>();

    private RunKeys() {}

    static synchronized void begin(Set<String> keys) {
        RUNS.push(keys);
    }

    static synchronized void end() {
        RUNS.poll();
    }

    /** The keys of the run; empty where the launcher did not tell. */
    static synchronized Set<String> current() {
        Set<String> keys = RUNS.peek();
        return keys == null ? Set.of() : keys;
    }
}
