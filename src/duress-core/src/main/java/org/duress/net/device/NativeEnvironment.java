package org.duress.net.device;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * Environment variables that native libraries read while they are loaded. Java can read the environment of its process
 * and not write it; the C library can.
 */
public final class NativeEnvironment {
    private static final String C_LIBRARY = "c";

    /**
     * Some microseconds: longer than the pause between two operations of one network, far less than a slice of time.
     */
    private static final String SPINS = "3000";

    private NativeEnvironment() {}

    /**
     * Lets threads of OpenMP that wait spin briefly and then sleep, for libraries that are loaded from now on. Where
     * others compute at the same time, threads that spin take from them, and from each other, many times what they wait
     * for (docs/formats.md, "Threads"). Whoever chose a policy keeps it.
     */
    public static void letIdleThreadsSleep() {
        if (System.getenv("OMP_WAIT_POLICY") == null && System.getenv("KMP_BLOCKTIME") == null) {
            offer("GOMP_SPINCOUNT", SPINS);
        }
    }

    /**
     * Sets a variable that is not set.
     *
     * @return whether it was set here; false where it was set already, and on systems whose libraries are not known to
     *     read it
     */
    public static boolean offer(String name, String value) {
        if (System.getenv(name) != null || !Platform.isLinux()) {
            return false;
        }
        try {
            NativeLibrary.getInstance(C_LIBRARY).getFunction("setenv").invokeInt(new Object[] {name, value, 0});
            return true;
        } catch (LinkageError | RuntimeException e) {
            // Without it everything is computed all the same.
            return false;
        }
    }
}
