package org.duress.junit;

import java.util.Optional;
import org.duress.EnvironmentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which JUnit is on the class path. It is the user's own: Duress brings none. */
final class JUnitVersion {
    private static final int[] OLDEST = {5, 12};
    private static final int[] SESSION_STORES = {5, 13};

    private JUnitVersion() {}

    /**
     * Asks for a JUnit that Duress is tested with.
     *
     * @throws EnvironmentException if it is older
     */
    static void check() {
        whyNot(found()).ifPresent(why -> {
            throw new EnvironmentException(why);
        });
    }

    /** Whether an extension can keep something until the launcher session ends, and not only the request. */
    static boolean hasSessionStores() {
        return atLeast(SESSION_STORES, found());
    }

    /** What is wrong with a version, in one sentence; empty where nothing is, or JUnit does not tell its own. */
    static Optional<String> whyNot(@Nullable String version) {
        return atLeast(OLDEST, version)
                ? Optional.empty()
                : Optional.of("Duress needs JUnit " + OLDEST[0] + "." + OLDEST[1] + " or newer; " + version
                        + " is on the class path: set the version of org.junit:junit-bom, or of your JUnit"
                        + " dependencies");
    }

    private static @Nullable String found() {
        return Test.class.getPackage().getImplementationVersion();
    }

    private static boolean atLeast(int[] wanted, @Nullable String version) {
        if (version == null || !version.matches("\\d+\\.\\d+.*")) {
            return true;
        }
        String[] parts = version.split("\\D", 3);
        int major = Integer.parseInt(parts[0]);
        return major != wanted[0] ? major > wanted[0] : Integer.parseInt(parts[1]) >= wanted[1];
    }
}
