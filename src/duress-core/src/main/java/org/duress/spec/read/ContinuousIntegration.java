package org.duress.spec.read;

import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.DuressProperties;

/**
 * Whether a run is one of continuous integration: nobody watches it, and what it writes beside its reports is lost or
 * harms. The one place that knows.
 */
final class ContinuousIntegration {
    /** What CI systems set: GitHub Actions, GitLab, CircleCI, Travis, and others. */
    private static final String VARIABLE = "CI";

    private ContinuousIntegration() {}

    /** As a property says, and without one the environment. */
    static boolean is(Optional<String> property) {
        return is(property, Optional.ofNullable(System.getenv(VARIABLE)));
    }

    /**
     * The same in some environment.
     *
     * @param variable the value of {@value #VARIABLE} where it is set; anything but {@code false} says yes
     * @throws DuressException if the property is neither true nor false
     */
    static boolean is(Optional<String> property, Optional<String> variable) {
        if (property.isPresent()) {
            return switch (property.get().strip()) {
                case "true" -> true;
                case "false" -> false;
                default ->
                    throw new DuressException(
                            DuressProperties.CI + " must be true or false, not '" + property.get() + "'");
            };
        }
        return variable.map(String::strip)
                .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("false"))
                .isPresent();
    }
}
