package org.duress.model.host;

import java.util.Optional;
import java.util.ServiceLoader;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.Artifact;
import org.duress.spec.ModelSource;

/** What starts the containers of {@code model.image}; found by {@link ServiceLoader}. */
public interface Containers {
    /**
     * Asks for an engine.
     *
     * @return why no container can be started, in one sentence; empty if an engine answers
     */
    Optional<String> whyNot();

    /**
     * Starts a container.
     *
     * @return what runs, perhaps long before its server is ready; closing it leaves nothing behind
     * @throws EnvironmentException if there is no engine, or the container cannot be started
     * @throws DuressException if what the image is started with is wrong
     */
    ServerHost start(ModelSource.Image image);

    /** The one on the class path. */
    static Optional<Containers> find() {
        return ServiceLoader.load(Containers.class).findFirst();
    }

    /** Why this JVM can start no container, in one sentence; empty if it can. */
    static Optional<String> whyNone() {
        return find().map(Containers::whyNot)
                .orElseGet(() -> Optional.of("containers are started by " + Artifact.CONTAINERS.missing()));
    }
}
