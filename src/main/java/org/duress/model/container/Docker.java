package org.duress.model.container;

import java.util.Optional;

/** Whether this machine can run containers. */
public final class Docker {
    /** What a user adds who tests a model in a container. */
    static final String LIBRARY =
            "Testcontainers is not on the class path; add org.testcontainers:testcontainers:2.0.5 to the dependencies";

    private Docker() {}

    /**
     * Asks for a Docker engine. Testcontainers looks for one once per JVM, where it is told to ({@code DOCKER_HOST},
     * {@code ~/.testcontainers.properties}) and in the usual places.
     *
     * @return why no container can be started, in one sentence; empty if an engine answers
     */
    public static Optional<String> whyNot() {
        try {
            return Engine.whyNot();
        } catch (NoClassDefFoundError e) {
            return Optional.of(LIBRARY);
        }
    }
}
