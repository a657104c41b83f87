package org.duress.model.container;

import java.util.Optional;
import org.duress.model.host.Containers;
import org.duress.model.host.ServerHost;
import org.duress.spec.ModelSource;

/**
 * Containers of the Docker engine that Testcontainers finds: it looks for one once per JVM, where it is told to
 * ({@code DOCKER_HOST}, {@code ~/.testcontainers.properties}) and in the usual places.
 */
public final class DockerContainers implements Containers {
    @Override
    public Optional<String> whyNot() {
        return Engine.whyNot();
    }

    @Override
    public ServerHost start(ModelSource.Image image) {
        return ContainerStart.of(image);
    }
}
